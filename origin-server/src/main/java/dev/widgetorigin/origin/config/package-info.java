/** What an operator may set: records that validate themselves, with the defaults. */
package dev.widgetorigin.origin.config;
