/**
 * Answers for widgets' files: composes what is asked for, the rules, and where bodies come from.
 */
package dev.widgetorigin.origin.delivery;
