/**
 * SemVer 2.0, npm's ranges, widget names, selectors, and the rules by which an alias comes to a
 * version. JDK only.
 */
package dev.widgetorigin.resolver;
