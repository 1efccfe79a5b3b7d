package dev.widgetorigin.bench.compare;

/**
 * One round of one case against one peer.
 *
 * @param perSecond requests a second
 * @param perCpuSecond requests a second of the server's processor time: what counts where the load
 *     generator was the limit
 * @param p50Millis and {@code p99Millis}: latency, NaN where the tool does not tell
 */
record Sample(
    double perSecond,
    double perCpuSecond,
    double serverShare,
    double p50Millis,
    double p99Millis,
    double residentMegabytes,
    long errors) {}
