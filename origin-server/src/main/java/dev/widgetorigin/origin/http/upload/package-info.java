/** What is done with the content of requests. */
package dev.widgetorigin.origin.http.upload;
