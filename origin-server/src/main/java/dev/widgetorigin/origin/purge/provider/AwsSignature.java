package dev.widgetorigin.origin.purge.provider;

import dev.widgetorigin.store.object.s3.AwsKeys;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * AWS Signature Version 4, for requests whose paths and queries need no escaping.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create
 *     a signed AWS API request</a>
 */
final class AwsSignature {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";

  private final String region;
  private final String service;

  AwsSignature(String region, String service) {
    this.region = region;
    this.service = service;
  }

  /** The fields to send beside {@code Host}. */
  Map<String, String> sign(String method, URI uri, byte[] body, AwsKeys keys, Instant now) {
    String time = TIME.format(now);
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("x-amz-date", time);
    if (keys.session() != null) {
      fields.put("x-amz-security-token", keys.session());
    }
    TreeMap<String, String> signed = new TreeMap<>(fields);
    signed.put("host", uri.getRawAuthority());
    StringBuilder canonical = new StringBuilder();
    canonical.append(method).append('\n').append(path(uri)).append('\n').append(query(uri));
    canonical.append('\n');
    signed.forEach((name, value) -> canonical.append(name).append(':').append(value).append('\n'));
    String names = String.join(";", signed.keySet());
    canonical.append('\n').append(names).append('\n').append(hex(Hashes.sha256(body)));
    String scope = time.substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
    String toSign =
        ALGORITHM
            + "\n"
            + time
            + "\n"
            + scope
            + "\n"
            + hex(Hashes.sha256(canonical.toString().getBytes(StandardCharsets.UTF_8)));
    String signature = hex(Hashes.hmac(key(keys.secret(), time.substring(0, 8)), toSign));
    fields.put(
        "Authorization",
        "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
            .formatted(ALGORITHM, keys.id(), scope, names, signature));
    return fields;
  }

  private byte[] key(String secret, String day) {
    byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (String part : new String[] {day, region, service, "aws4_request"}) {
      key = Hashes.hmac(key, part);
    }
    return key;
  }

  private static String path(URI uri) {
    return uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
  }

  private static String query(URI uri) {
    if (uri.getRawQuery() == null) {
      return "";
    }
    String[] pairs = uri.getRawQuery().split("&", -1);
    Arrays.sort(pairs);
    return String.join("&", pairs);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
