/**
 * What every protocol shares: connections, what they send, their time-outs, and what a listener
 * does with requests.
 */
package dev.widgetorigin.origin.http.exchange;
