package dev.widgetorigin.origin;

import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.store.object.s3.BucketProxy;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * What comes from outside the configuration.
 *
 * @param adminToken the administrator's token as the operator set it, or null
 * @param version of this build
 * @param home answers {@code /} of the delivery listener, or null: there is nothing to see there
 * @param secrets by the name of their environment variable; null where it is not set
 * @param proxies the proxy through which a bucket at that URL is asked; null for none
 * @param ticker nanoseconds from anywhere, by which rollouts count minutes and purges are due
 * @param chance any number, each as likely as the others; not for secrets. Asked for at every hot
 *     answer, on its thread: quick, and never waits
 */
public record World(
    String adminToken,
    String version,
    InstantSource clock,
    SecureRandom random,
    Handler home,
    Function<String, String> secrets,
    Function<URI, BucketProxy> proxies,
    LongSupplier ticker,
    IntSupplier chance) {}
