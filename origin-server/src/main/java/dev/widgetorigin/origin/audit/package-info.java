/** The audit log: who did what and when, each line chained to the one before by a digest. */
package dev.widgetorigin.origin.audit;
