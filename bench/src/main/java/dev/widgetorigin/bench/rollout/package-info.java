/** Synthetic traffic through the real verdict of rollouts. */
package dev.widgetorigin.bench.rollout;
