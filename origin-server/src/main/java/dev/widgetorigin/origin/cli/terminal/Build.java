package dev.widgetorigin.origin.cli.terminal;

import picocli.CommandLine.IVersionProvider;

/** Which build this is. */
public final class Build implements IVersionProvider {
  /** From the jar's manifest; {@code dev} outside a jar. */
  public static String version() {
    String version = Build.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"widget-origin " + version() + " (Java " + Runtime.version() + ")"};
  }
}
