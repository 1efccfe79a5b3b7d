/**
 * Progressive delivery: starts, moves and ends rollouts, by calls of people and by the verdict on
 * what browsers report.
 */
package dev.widgetorigin.origin.rollout;
