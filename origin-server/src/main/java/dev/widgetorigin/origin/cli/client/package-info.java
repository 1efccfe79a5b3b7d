/** What all commands share that ask an origin over HTTP. */
package dev.widgetorigin.origin.cli.client;
