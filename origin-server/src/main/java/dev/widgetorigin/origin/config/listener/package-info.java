/**
 * Settings of the two listeners: addresses, proxies in front of them, protocols, TLS, transport.
 */
package dev.widgetorigin.origin.config.listener;
