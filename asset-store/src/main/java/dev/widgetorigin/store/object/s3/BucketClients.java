package dev.widgetorigin.store.object.s3;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.S3Utilities;

/**
 * The clients of a bucket. Reads are tried again by the SDK; writes are not: the second attempt of
 * a conditional create would be refused because of the first.
 *
 * <p>A bucket that says nothing for {@link #SILENCE} is away. A change asks it three times at most
 * (a read, tried twice, or a write and a read), so its client hears of that within ten seconds.
 */
final class BucketClients implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(3);

  /**
   * Between two packets. The deadlines of the SDK cannot end a call that waits for a packet, this
   * does.
   */
  static final Duration SILENCE = Duration.ofSeconds(3);

  /** A store may think for a while before it says that it has taken a large object. */
  private static final Duration SILENCE_OF_LARGE = Duration.ofSeconds(10);

  private static final int ATTEMPTS = 2;

  /** {@code s3.eu-central-1.amazonaws.com}, an endpoint of a VPC, China. */
  private static final Pattern AWS = Pattern.compile("\\.amazonaws\\.com(\\.cn)?$");

  /**
   * How long calls may take.
   *
   * @param attempt for one attempt of a small call, its answer included
   * @param call for all its attempts and the pauses between them
   * @param large for one attempt of a call that carries content, beside the time for its size
   */
  record Patience(Duration attempt, Duration call, Duration large) {
    static final Patience USUAL =
        new Patience(Duration.ofSeconds(4), Duration.ofSeconds(8), Duration.ofSeconds(20));

    /** For that many bytes at the slowest speed that is of use. */
    AwsRequestOverrideConfiguration deadline(long size) {
      Duration time = large.plusSeconds(size / WholeStream.SLOWEST);
      return AwsRequestOverrideConfiguration.builder()
          .apiCallAttemptTimeout(time)
          .apiCallTimeout(time.multipliedBy(2))
          .build();
    }
  }

  /** For small writes. */
  final S3Client once;

  /** For large ones. */
  final S3Client large;

  /** For reads, and for what may be done twice. */
  final S3Client again;

  final Patience patience;

  private final List<SdkHttpClient> connections;

  private BucketClients(
      S3Client once,
      S3Client large,
      S3Client again,
      Patience patience,
      List<SdkHttpClient> connections) {
    this.once = once;
    this.large = large;
    this.again = again;
    this.patience = patience;
    this.connections = connections;
  }

  static BucketClients open(BucketSettings settings, AwsCredentialsProvider credentials) {
    return open(settings, credentials, Patience.USUAL);
  }

  /**
   * Asks nothing of the network, but for the region of this machine where a bucket of AWS is meant
   * and none is set. Throws IllegalArgumentException where no region is known.
   */
  static BucketClients open(
      BucketSettings settings, AwsCredentialsProvider credentials, Patience patience) {
    return open(settings, credentials, patience, silence -> connections(silence, null));
  }

  /** The same through a proxy; null where there is none. */
  static BucketClients through(BucketSettings settings, BucketProxy proxy) {
    return open(
        settings,
        DefaultCredentialsProvider.builder().build(),
        Patience.USUAL,
        silence -> connections(silence, proxy));
  }

  /** A URL of the server that will be asked. Throws what {@link #open} does. */
  static URI address(BucketSettings settings) {
    return settings.endpoint() == null
        ? URI.create(
            S3Utilities.builder()
                .region(region(settings))
                .build()
                .getUrl(url -> url.bucket(settings.url().bucket()).key("a"))
                .toString())
        : settings.endpoint();
  }

  private static BucketClients open(
      BucketSettings settings,
      AwsCredentialsProvider credentials,
      Patience patience,
      Function<Duration, SdkHttpClient> connections) {
    Region region = region(settings);
    SdkHttpClient quick = connections.apply(SILENCE);
    SdkHttpClient slow = connections.apply(SILENCE_OF_LARGE);
    S3Client again =
        client(
            settings,
            region,
            credentials,
            quick,
            DefaultRetryStrategy.standardStrategyBuilder().maxAttempts(ATTEMPTS).build(),
            patience);
    RetryStrategy never = DefaultRetryStrategy.doNotRetry();
    S3Client once = client(settings, region, credentials, quick, never, patience);
    S3Client large = client(settings, region, credentials, slow, never, patience);
    return new BucketClients(once, large, again, patience, List.of(quick, slow));
  }

  /** Through that proxy or none: the SDK has rules of its own for variables of the environment. */
  private static SdkHttpClient connections(Duration silence, BucketProxy proxy) {
    return proxy == null
        ? UrlConnectionHttpClient.builder()
            .connectionTimeout(CONNECT)
            .socketTimeout(silence)
            .proxyConfiguration(
                ProxyConfiguration.builder().useEnvironmentVariablesValues(false).build())
            .build()
        : UrlConnectionHttpClient.create(uri -> proxy.connection(uri, CONNECT, silence));
  }

  private static Region region(BucketSettings settings) {
    if (settings.region() != null) {
      return Region.of(settings.region());
    }
    try {
      return regions(settings.endpoint()).getRegion();
    } catch (SdkClientException e) {
      if (settings.endpoint() != null) {
        return Region.US_EAST_1;
      }
      throw new IllegalArgumentException(
          "the region of " + settings.url() + " is not known; set store.s3.region or AWS_REGION",
          e);
    }
  }

  /**
   * Who is asked for the region. For another service than AWS only those who were told one: where
   * the machine runs does not matter then, and to find that out takes seconds where nobody knows.
   */
  private static AwsRegionProvider regions(URI endpoint) {
    String host = endpoint == null ? null : endpoint.getHost();
    boolean aws = endpoint == null || (host != null && AWS.matcher(host).find());
    return aws
        ? DefaultAwsRegionProviderChain.builder().build()
        : new AwsRegionProviderChain(
            new SystemSettingsRegionProvider(), new AwsProfileRegionProvider());
  }

  private static S3Client client(
      BucketSettings settings,
      Region region,
      AwsCredentialsProvider credentials,
      SdkHttpClient http,
      RetryStrategy retries,
      Patience patience) {
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
                override
                    .retryStrategy(retries)
                    .apiCallAttemptTimeout(patience.attempt())
                    .apiCallTimeout(patience.call()))
        .build();
  }

  @Override
  public void close() {
    once.close();
    large.close();
    again.close();
    connections.forEach(SdkHttpClient::close);
  }
}
