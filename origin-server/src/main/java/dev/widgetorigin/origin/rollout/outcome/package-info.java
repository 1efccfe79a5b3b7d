/**
 * How the page loads of a rollout went: browsers report them ({@link
 * dev.widgetorigin.origin.rollout.outcome.OutcomeHandler}), they are counted by minute and network
 * ({@link dev.widgetorigin.origin.rollout.outcome.OutcomeWindows}), shared with other nodes ({@link
 * dev.widgetorigin.origin.rollout.outcome.TallyExchange}) and judged ({@link
 * dev.widgetorigin.origin.rollout.outcome.Verdict}). Changes no rollout.
 */
package dev.widgetorigin.origin.rollout.outcome;
