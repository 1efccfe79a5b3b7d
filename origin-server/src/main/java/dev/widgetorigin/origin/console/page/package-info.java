/**
 * The pages of the console.
 *
 * <p>To add a page: a class with what it shows, a template of the same name in {@code
 * src/main/jte/page}, and a line in {@link dev.widgetorigin.origin.console.page.Pages}.
 */
package dev.widgetorigin.origin.console.page;
