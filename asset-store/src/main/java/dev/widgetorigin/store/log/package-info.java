/** The numbered log: single objects and history segments. */
package dev.widgetorigin.store.log;
