package dev.widgetorigin.store.object.s3;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * The clients of a bucket. Calls that may be made twice are tried again by the SDK; a conditional
 * create is not, for the second attempt would be refused because of the first.
 */
final class BucketClients implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(3);

  /** Between two packets. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  /** A small call; one that carries more has a deadline of its own. */
  private static final Duration ATTEMPT = Duration.ofSeconds(10);

  private static final Duration CALL = Duration.ofSeconds(25);
  private static final int ATTEMPTS = 3;

  final S3Client once;
  final S3Client again;
  private final SdkHttpClient http;

  private BucketClients(S3Client once, S3Client again, SdkHttpClient http) {
    this.once = once;
    this.again = again;
    this.http = http;
  }

  static BucketClients open(BucketSettings settings) {
    return open(settings, DefaultCredentialsProvider.builder().build());
  }

  /** Asks nothing of the network. Throws IllegalArgumentException where no region is known. */
  static BucketClients open(BucketSettings settings, AwsCredentialsProvider credentials) {
    Region region = region(settings);
    SdkHttpClient http =
        UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(SILENCE).build();
    S3Client again =
        client(
            settings,
            region,
            credentials,
            http,
            DefaultRetryStrategy.standardStrategyBuilder().maxAttempts(ATTEMPTS).build());
    S3Client once = client(settings, region, credentials, http, DefaultRetryStrategy.doNotRetry());
    return new BucketClients(once, again, http);
  }

  private static Region region(BucketSettings settings) {
    if (settings.region() != null) {
      return Region.of(settings.region());
    }
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion();
    } catch (SdkClientException e) {
      if (settings.endpoint() != null) {
        return Region.US_EAST_1;
      }
      throw new IllegalArgumentException(
          "the region of " + settings.url() + " is not known; set store.s3.region or AWS_REGION",
          e);
    }
  }

  private static S3Client client(
      BucketSettings settings,
      Region region,
      AwsCredentialsProvider credentials,
      SdkHttpClient http,
      RetryStrategy retries) {
    return S3Client.builder()
        .httpClient(http)
        .region(region)
        .endpointOverride(settings.endpoint())
        .forcePathStyle(settings.pathStyle())
        .credentialsProvider(credentials)
        // Stores that are not AWS refuse the checksums and the framing that the SDK adds by itself.
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .serviceConfiguration(
            S3Configuration.builder()
                .chunkedEncodingEnabled(false)
                .expectContinueEnabled(false)
                .build())
        .overrideConfiguration(
            override ->
                override.retryStrategy(retries).apiCallAttemptTimeout(ATTEMPT).apiCallTimeout(CALL))
        .build();
  }

  @Override
  public void close() {
    once.close();
    again.close();
    http.close();
  }
}
