/** The control API: what exists, and every change to it but for rollouts. */
package dev.widgetorigin.origin.admin;
