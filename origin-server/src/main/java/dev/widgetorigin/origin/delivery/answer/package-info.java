/**
 * What a request is answered with: decided as a {@code PreparedAnswer}, and the replies that are
 * made of it. Sends nothing, and reads nothing.
 */
package dev.widgetorigin.origin.delivery.answer;
