package dev.widgetorigin.origin.admin;

import dev.widgetorigin.origin.changes.Aliases;
import dev.widgetorigin.origin.changes.ChannelRules;
import dev.widgetorigin.origin.config.value.Texts;
import dev.widgetorigin.origin.control.JsonFields;
import dev.widgetorigin.origin.control.JsonType;
import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an alias is set to. One of four, each with an optional {@code reason}:
 *
 * <pre>
 * {"version": "1.2.3"}                     pins a range or latest, points a channel; with "pin": true
 *                                          latest is pinned even where a promotion would do
 * {"follow": "latest", "delay": "7d"}      has a channel follow; no delay is 0
 * {"hold": true}   {"hold": "1.2.3"}       keeps a following channel where it is, or on a version
 * {"resume": true}                         lets it be moved again
 * </pre>
 *
 * @param version null where a channel is held where it is
 */
record AliasBody(
    Way way,
    Version version,
    Aliases.Latest latest,
    Selector follow,
    Duration delay,
    String reason) {
  enum Way {
    VERSION,
    FOLLOW,
    HOLD,
    RESUME
  }

  /** {@code version} is null for true. */
  private record Hold(Version version) {}

  private static final JsonType<Hold> HOLD =
      JsonType.value(
          "true or a version such as 1.2.3",
          found ->
              found.booleanValue(false)
                  ? Optional.of(new Hold(null))
                  : found.stringValueOpt().flatMap(Version::tryParse).map(Hold::new));

  private static final JsonType<Selector> FOLLOW =
      JsonType.text("a selector such as latest, v1 or beta", AliasBody::selector);

  private static final JsonType<Duration> DELAY =
      JsonType.text("a delay such as 7d, 12h or 0, at most 3650d", AliasBody::delay);

  static AliasBody read(JsonFields fields) {
    Hold hold = fields.get("hold", HOLD);
    Selector follow = fields.get("follow", FOLLOW);
    Duration delay = fields.get("delay", DELAY);
    Version version = fields.get("version", JsonType.VERSION);
    Boolean resume = fields.get("resume", JsonType.FLAG);
    boolean pin = fields.get("pin", JsonType.FLAG, false);
    String reason = fields.reason();
    List<Way> ways =
        Stream.of(
                version == null ? null : Way.VERSION,
                follow == null ? null : Way.FOLLOW,
                hold == null ? null : Way.HOLD,
                resume == null ? null : Way.RESUME)
            .filter(way -> way != null)
            .toList();
    Way way = ways.isEmpty() ? Way.VERSION : ways.get(0);
    if (ways.size() > 1) {
      fields.problem("version", "expected only one of version, follow, hold and resume");
    } else if (ways.isEmpty() && !fields.has("follow") && !fields.has("hold")) {
      var unused = fields.required("version", JsonType.VERSION);
    }
    if (resume != null && !resume) {
      fields.problem("resume", "expected true");
    }
    if (delay != null && way != Way.FOLLOW && !fields.has("follow")) {
      fields.problem("delay", "expected only with follow");
    }
    if (pin && way != Way.VERSION) {
      fields.problem("pin", "expected only with version");
    }
    return new AliasBody(
        way,
        way == Way.HOLD ? hold.version() : version,
        pin ? Aliases.Latest.PIN : Aliases.Latest.PROMOTE_CANDIDATES,
        follow,
        delay == null ? Duration.ZERO : delay,
        reason);
  }

  private static Optional<Selector> selector(String text) {
    try {
      return Optional.of(Selector.parse(text));
    } catch (ResolverException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> delay(String text) {
    return Texts.duration(text)
        .filter(delay -> !delay.isNegative() && delay.compareTo(ChannelRules.MAX_DELAY) <= 0)
        .filter(delay -> delay.equals(Duration.ofMillis(delay.toMillis())));
  }
}
