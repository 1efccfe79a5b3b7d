/** Progressive delivery: state machine, outcomes, verdict. */
package dev.widgetorigin.origin.rollout;
