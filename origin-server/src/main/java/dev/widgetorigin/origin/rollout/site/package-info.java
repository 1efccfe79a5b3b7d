/** What a rollout's new version does on each embedding site, and which of them are held back. */
package dev.widgetorigin.origin.rollout.site;
