/** What a release will change in a page: both versions in a headless Chromium, side by side. */
package dev.widgetorigin.origin.cli.inspect;
