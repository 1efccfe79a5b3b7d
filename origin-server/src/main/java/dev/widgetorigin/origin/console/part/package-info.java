/**
 * What pages are made of: the frame around each page, and what several of them show. Most have a
 * template of the same name in {@code src/main/jte/part}; the frame's is {@code layout.jte}.
 */
package dev.widgetorigin.origin.console.part;
