package dev.widgetorigin.store.object.s3;

import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Keys that sign calls of AWS, e.g. of CloudFront, which has no client of its own here.
 *
 * @param session null where the keys are not temporary
 */
public record AwsKeys(String id, String secret, String session) {
  /** Never the secret. */
  @Override
  public String toString() {
    return "AwsKeys[" + id + "]";
  }

  /**
   * Those that the SDK finds for a bucket too: environment, profile, web identity, container, role
   * of the machine. They are looked for at each call, because temporary keys expire; empty where
   * there are none. A call may block. Nothing of the SDK is loaded before the first call.
   */
  public static Supplier<Optional<AwsKeys>> found() {
    return new Supplier<>() {
      private DefaultCredentialsProvider chain;

      @Override
      public synchronized Optional<AwsKeys> get() {
        try {
          if (chain == null) {
            chain = DefaultCredentialsProvider.builder().build();
          }
          return Optional.of(of(chain.resolveCredentials()));
        } catch (SdkException e) {
          return Optional.empty();
        }
      }
    };
  }

  private static AwsKeys of(AwsCredentials found) {
    String session = found instanceof AwsSessionCredentials given ? given.sessionToken() : null;
    return new AwsKeys(found.accessKeyId(), found.secretAccessKey(), session);
  }
}
