/** Making versions exist: publisher, tokens, audit. */
package dev.widgetorigin.origin.publish;
