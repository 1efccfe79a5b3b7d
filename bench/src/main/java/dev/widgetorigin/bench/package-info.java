/**
 * Microbenchmarks, run by JMH from the compiled classes: {@code bench/micro ResolverBenchmark}.
 * Comparisons with other servers are in {@code compare}.
 */
package dev.widgetorigin.bench;
