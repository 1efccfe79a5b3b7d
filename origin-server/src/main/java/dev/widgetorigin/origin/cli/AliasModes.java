package dev.widgetorigin.origin.cli;

/** A widget's alias mode in words. */
final class AliasModes {
  private AliasModes() {}

  static String explain(String mode) {
    return switch (mode) {
      case "serve" -> "serve (an alias answers the file itself)";
      case "redirect" -> "redirect (an alias redirects to the exact URL)";
      case "stub" ->
          "stub (an alias answers a module that re-exports the exact URL; other files redirect)";
      default -> mode;
    };
  }
}
