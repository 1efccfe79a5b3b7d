/**
 * The console at {@code /-/console/} of the control listener: pages for people, made of the answers
 * of the control API. It has no other way to look at anything, or to change it.
 *
 * <p>To add a page: a class with what it shows, a template of the same name in {@code
 * src/main/jte}, and a line in {@link dev.widgetorigin.origin.console.Pages}.
 */
package dev.widgetorigin.origin.console;
