/** How large deltas between real releases are, and what they cost a publish. */
package dev.widgetorigin.bench.deltas;
