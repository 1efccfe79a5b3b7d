package dev.widgetorigin.origin.cli.client;

/** A widget's alias mode in words. */
public final class AliasModes {
  private AliasModes() {}

  public static String explain(String mode) {
    return switch (mode) {
      case "serve" -> "serve (an alias answers the file itself)";
      case "redirect" -> "redirect (an alias redirects to the exact URL)";
      case "stub" ->
          "stub (an alias answers a module that re-exports the exact URL; other files redirect)";
      default -> mode;
    };
  }
}
