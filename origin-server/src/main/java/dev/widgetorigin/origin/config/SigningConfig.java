package dev.widgetorigin.origin.config;

import java.nio.file.Path;

/**
 * What the origin signs itself.
 *
 * @param loaderKey PEM file with the Ed25519 key of loaders and alias stubs, made where there is
 *     none; null means {@code loader-key.pem} in the folder of the store, or no key for a bucket
 */
public record SigningConfig(Path loaderKey) {
  public static final SigningConfig DEFAULTS = new SigningConfig(null);
}
