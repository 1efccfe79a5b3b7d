package dev.widgetorigin.store.object.s3;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in which bucket a store is: {@code s3://bucket/prefix}.
 *
 * @param prefix what each key begins with: empty, or ending with a slash
 */
public record BucketUrl(String bucket, String prefix) {
  private static final Pattern SHAPE =
      Pattern.compile("s3://(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?<path>/[!-~]*)?");

  /** What {@link #parse} takes, in words. */
  public static final String EXPECTED = "s3://bucket or s3://bucket/prefix";

  /** Throws IllegalArgumentException. */
  public static BucketUrl parse(String url) {
    Matcher matcher = SHAPE.matcher(url);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("expected " + EXPECTED + ", found " + url);
    }
    String path = matcher.group("path") == null ? "" : matcher.group("path").substring(1);
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    if (path.startsWith("/") || path.contains("//") || path.contains("?") || path.contains("#")) {
      throw new IllegalArgumentException("expected " + EXPECTED + ", found " + url);
    }
    return new BucketUrl(matcher.group("bucket"), path.isEmpty() ? "" : path + "/");
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + prefix;
  }
}
