package dev.widgetorigin.store.object.s3;

import java.net.URI;

/**
 * How a bucket is reached. Credentials are found by the SDK's chain: system properties,
 * environment, web identity, profile, container, instance role.
 *
 * @param endpoint of a service other than AWS, or null
 * @param region or null: then as the SDK finds it, or {@code us-east-1} where there is an endpoint
 * @param pathStyle whether the bucket is in the path of the URL and not in the name of the host
 */
public record BucketSettings(BucketUrl url, URI endpoint, String region, boolean pathStyle) {}
