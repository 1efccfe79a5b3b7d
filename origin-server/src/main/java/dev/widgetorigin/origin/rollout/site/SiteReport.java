package dev.widgetorigin.origin.rollout.site;

/**
 * A report as far as sites go.
 *
 * @param site null where the report names none
 * @param channel what its page loads; null where it does not say
 * @param canary whether it is about the new version
 * @param network the prefix of the sender's address
 */
public record SiteReport(
    String site, String channel, boolean canary, SiteOutcome outcome, long network) {}
