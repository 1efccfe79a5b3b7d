/** The framework of control calls: one match, one gate, JSON bodies, problems. */
package dev.widgetorigin.origin.control;
