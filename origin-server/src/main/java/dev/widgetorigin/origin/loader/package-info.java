/** The generated fallback loader. */
package dev.widgetorigin.origin.loader;
