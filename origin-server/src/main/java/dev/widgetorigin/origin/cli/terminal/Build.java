package dev.widgetorigin.origin.cli.terminal;

/** Which build this is. */
public final class Build {
  private Build() {}

  /** From the jar's manifest; {@code dev} outside a jar. */
  public static String version() {
    String version = Build.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
