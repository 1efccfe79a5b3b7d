/** The demo: sample widgets, a page, and checks of what it serves. */
package dev.widgetorigin.origin.cli.demo;
