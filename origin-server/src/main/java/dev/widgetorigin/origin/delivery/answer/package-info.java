/**
 * What a request is answered with: decided as a {@code PreparedAnswer}, and the replies that are
 * made of it. Sends nothing.
 */
package dev.widgetorigin.origin.delivery.answer;
