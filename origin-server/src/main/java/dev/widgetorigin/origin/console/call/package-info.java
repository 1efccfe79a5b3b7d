/**
 * What the console asks of the control API, and how: calls inside the process, their answers, and
 * what its forms can do.
 */
package dev.widgetorigin.origin.console.call;
