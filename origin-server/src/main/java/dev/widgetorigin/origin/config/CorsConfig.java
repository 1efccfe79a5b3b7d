package dev.widgetorigin.origin.config;

import dev.widgetorigin.origin.config.value.Checks;
import java.util.List;

/**
 * Who may read answers across origins: {@code *}, or exact origins and {@code
 * https://*.example.com}.
 */
public record CorsConfig(List<String> allowedOrigins, boolean credentials) {
  public static final CorsConfig OPEN = new CorsConfig(List.of("*"), false);

  public CorsConfig {
    new Checks()
        .each(
            "allowedOrigins",
            allowedOrigins,
            "*, an origin such as https://example.com, or https://*.example.com",
            each ->
                each.equals("*")
                    || each.equals("null")
                    || each.matches("https?://(\\*\\.)?[A-Za-z0-9.\\-\\[\\]:]+"))
        .that(
            !(credentials && allowedOrigins.contains("*")),
            "credentials",
            "false where allowed-origins has * (no browser accepts both)",
            credentials)
        .done();
  }
}
