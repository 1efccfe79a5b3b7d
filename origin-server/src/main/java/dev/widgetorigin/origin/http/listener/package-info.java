/** Bound ports, the event loops behind them, and what a service manager is told. */
package dev.widgetorigin.origin.http.listener;
