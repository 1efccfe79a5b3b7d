package dev.widgetorigin.origin.purge.provider;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * Akamai's EdgeGrid signature.
 *
 * @see <a href="https://techdocs.akamai.com/developer/docs/edgegrid">Authenticate with EdgeGrid</a>
 */
final class EdgeGrid {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HH:mm:ss+0000").withZone(ZoneOffset.UTC);

  /**
   * What Akamai hands out as {@code .edgerc}.
   *
   * @param host of the API
   */
  record Keys(String host, String clientToken, String clientSecret, String accessToken) {
    /** Lines {@code name = value}, with or without a section; null where one of four is missing. */
    static Keys parse(String edgerc) {
      Map<String, String> values = new HashMap<>();
      for (String line : edgerc.split("[\\r\\n]+", -1)) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          values.putIfAbsent(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
        }
      }
      String host = values.get("host");
      return host == null
              || !values.containsKey("client_token")
              || !values.containsKey("client_secret")
              || !values.containsKey("access_token")
          ? null
          : new Keys(
              host.replaceFirst("^https://", "").replaceFirst("/+$", ""),
              values.get("client_token"),
              values.get("client_secret"),
              values.get("access_token"));
    }
  }

  private final Keys keys;
  private final int mostBody;

  /** {@code mostBody} bytes of a content are signed. */
  EdgeGrid(Keys keys, int mostBody) {
    this.keys = keys;
    this.mostBody = mostBody;
  }

  /** The value of {@code Authorization}. */
  String sign(String method, URI uri, byte[] body, Instant now, String nonce) {
    String time = TIME.format(now);
    String header =
        "EG1-HMAC-SHA256 client_token=%s;access_token=%s;timestamp=%s;nonce=%s;"
            .formatted(keys.clientToken(), keys.accessToken(), time, nonce);
    String target =
        uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
    String toSign =
        String.join(
            "\t",
            method,
            uri.getScheme(),
            uri.getRawAuthority(),
            target,
            "",
            contentHash(method, body),
            header);
    String key = base64(Hashes.hmac(keys.clientSecret().getBytes(StandardCharsets.UTF_8), time));
    return header
        + "signature="
        + base64(Hashes.hmac(key.getBytes(StandardCharsets.UTF_8), toSign));
  }

  private String contentHash(String method, byte[] body) {
    return !method.equals("POST") || body.length == 0
        ? ""
        : base64(Hashes.sha256(Arrays.copyOf(body, Math.min(body.length, mostBody))));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
