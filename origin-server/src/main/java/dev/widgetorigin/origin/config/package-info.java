/**
 * What an operator may set: one record for each section of the configuration. A record checks its
 * own values and knows its defaults; {@link dev.widgetorigin.origin.config.OriginConfig} holds them
 * all.
 */
package dev.widgetorigin.origin.config;
