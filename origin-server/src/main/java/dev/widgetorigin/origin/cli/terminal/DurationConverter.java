package dev.widgetorigin.origin.cli.terminal;

import dev.widgetorigin.origin.config.value.Texts;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations as the configuration spells them. */
public final class DurationConverter implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    return Texts.duration(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected a duration such as 15m, 12h or 7d, found '" + text + "'"));
  }
}
