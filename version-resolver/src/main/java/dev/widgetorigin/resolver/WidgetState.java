package dev.widgetorigin.resolver;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All that decides how a widget's selectors resolve: versions with release states, channels, pins.
 * Immutable; {@code with…} returns a new one. Thread-safe.
 *
 * <p>Answers are remembered per state, and the memory for that is only made when the first alias is
 * asked for: a widget nobody asks for costs nothing.
 */
public final class WidgetState {
  /**
   * Answers remembered per state. Enough for the aliases of an ordinary widget; bounded because
   * anyone can make up ranges.
   */
  static final int MEMO_LIMIT = 64;

  private final WidgetName name;

  private final Releases releases;
  private final Map<String, Version> channels;
  private final Map<String, Pin> pins;
  private final Map<String, FollowRule> follows;

  /** Made on first use. A lost race loses a few answers, never changes one. */
  private volatile ConcurrentHashMap<String, Resolution> memo;

  /** What every refusal ends with, made on first use: anybody may ask for what does not exist. */
  private volatile String exists;

  private WidgetState(
      WidgetName name,
      Releases releases,
      Map<String, Version> channels,
      Map<String, Pin> pins,
      Map<String, FollowRule> follows) {
    this.name = name;
    this.releases = releases;
    this.channels = channels;
    this.pins = pins;
    this.follows = follows;
  }

  /** A widget of which nothing is published yet. */
  public static WidgetState empty(WidgetName name) {
    return new WidgetState(name, Releases.NONE, Map.of(), Map.of(), Map.of());
  }

  /**
   * A widget in one piece, as a checkpoint has it; the parts are copied.
   *
   * @param releases by their own version, in any order
   * @param pins by {@link Selector#alias()}
   */
  public static WidgetState of(
      WidgetName name,
      Map<Version, Release> releases,
      Map<String, Version> channels,
      Map<String, Pin> pins) {
    return of(name, releases, channels, pins, Map.of());
  }

  /** The same with the rules of following channels, by channel. */
  public static WidgetState of(
      WidgetName name,
      Map<Version, Release> releases,
      Map<String, Version> channels,
      Map<String, Pin> pins,
      Map<String, FollowRule> follows) {
    return new WidgetState(
        name, Releases.of(releases.values()), sorted(channels), sorted(pins), sorted(follows));
  }

  /** The widget's name. */
  public WidgetName name() {
    return name;
  }

  /** Ascending by precedence. A copy: for one version {@link #release} is the cheaper question. */
  public NavigableMap<Version, Release> releases() {
    TreeMap<Version, Release> copy = new TreeMap<>();
    for (int i = 0; i < releases.size(); i++) {
      copy.put(at(i).version(), at(i));
    }
    return Collections.unmodifiableNavigableMap(copy);
  }

  /** One version's release; O(log n). */
  public Optional<Release> release(Version version) {
    int index = indexOf(version);
    return index < 0 ? Optional.empty() : Optional.of(at(index));
  }

  /** Channel name to version. Never holds {@code latest}, which is derived or pinned. */
  public Map<String, Version> channels() {
    return channels;
  }

  /** Pins by {@link Selector#alias()}. */
  public Map<String, Pin> pins() {
    return pins;
  }

  /** Rules of following channels, by channel. Not each has a version: see {@link #channels}. */
  public Map<String, FollowRule> follows() {
    return follows;
  }

  /** Adds or replaces. */
  public WidgetState withRelease(Release release) {
    return new WidgetState(name, releases.with(release), channels, pins, follows);
  }

  /** Points a channel to a version; whether it should be is the caller's business. */
  public WidgetState withChannel(String channel, Version version) {
    return new WidgetState(name, releases, with(channels, channel, version), pins, follows);
  }

  /** Points many channels to a version at once; drops what they point to where it is null. */
  public WidgetState withChannels(Collection<String> names, Version version) {
    TreeMap<String, Version> copy = new TreeMap<>(channels);
    for (String channel : names) {
      if (version == null) {
        copy.remove(channel);
      } else {
        copy.put(channel, version);
      }
    }
    return new WidgetState(name, releases, sorted(copy), pins, follows);
  }

  /** Has the channel follow; what it points to is not changed by that. */
  public WidgetState withFollow(String channel, FollowRule rule) {
    return new WidgetState(name, releases, channels, pins, with(follows, channel, rule));
  }

  /** Takes a channel's rule away; this state where it has none. */
  public WidgetState withoutFollow(String channel) {
    return follows.containsKey(channel)
        ? new WidgetState(name, releases, channels, pins, without(follows, channel))
        : this;
  }

  /** Drops a channel; this state where there is none of that name. */
  public WidgetState withoutChannel(String channel) {
    return channels.containsKey(channel)
        ? new WidgetState(name, releases, without(channels, channel), pins, follows)
        : this;
  }

  /** Holds the alias on the pin's version. */
  public WidgetState withPin(String alias, Pin pin) {
    return new WidgetState(name, releases, channels, with(pins, alias, pin), follows);
  }

  /** Lifts a pin; this state where there is none on that alias. */
  public WidgetState withoutPin(String alias) {
    return pins.containsKey(alias)
        ? new WidgetState(name, releases, channels, without(pins, alias), follows)
        : this;
  }

  /** The same without any pin: what the rules alone would make of it. */
  public WidgetState withoutPins() {
    return pins.isEmpty() ? this : new WidgetState(name, releases, channels, Map.of(), follows);
  }

  /**
   * Resolves by the rules of {@link AliasResolver}. A selector asked for before is a hash lookup;
   * otherwise a range is a few binary searches, whatever versions there are between ({@link
   * ReleaseIndex}).
   */
  public Resolution resolve(Selector selector) {
    if (selector instanceof Selector.Exact exact) {
      return new AliasResolver(this).exact(exact.version());
    }
    ConcurrentHashMap<String, Resolution> answers = memo;
    String alias = selector.alias();
    Resolution known = answers == null ? null : answers.get(alias);
    if (known != null) {
      return known;
    }
    Resolution resolution = new AliasResolver(this).resolve(selector);
    // "Nothing" is not remembered: made-up ranges must not fill the memory. Of latest it is, which
    // every range asks for.
    if (!(resolution instanceof Resolution.NoMatch) || selector instanceof Selector.Latest) {
      remember(alias, resolution);
    }
    return resolution;
  }

  private void remember(String alias, Resolution resolution) {
    ConcurrentHashMap<String, Resolution> answers = memo;
    if (answers == null) {
      answers = new ConcurrentHashMap<>(8);
      memo = answers;
    } else if (answers.size() >= MEMO_LIMIT) {
      // Starting afresh is cheaper than keeping track of age: what is in use is back at once.
      answers.clear();
    }
    answers.put(alias, resolution);
  }

  /**
   * The aliases worth showing or tagging: {@code latest}, the channels, the pins, and {@code v1},
   * {@code v1.2} for every stable version that an alias may answer with, newest first. Not all of
   * them need resolve.
   */
  public List<String> aliases() {
    return AliasNames.of(this);
  }

  int size() {
    return releases.size();
  }

  Release at(int index) {
    return releases.at(index);
  }

  /** Index of the version, or {@code -insertionPoint - 1}. */
  int indexOf(Version version) {
    return releases.indexOf(version);
  }

  ReleaseIndex index() {
    return releases.index();
  }

  /** What a refusal says of the channels and versions that there are. */
  String exists() {
    String known = exists;
    if (known == null) {
      known = Explanations.whatExists(this);
      exists = known;
    }
    return known;
  }

  int memoSize() {
    ConcurrentHashMap<String, Resolution> answers = memo;
    return answers == null ? 0 : answers.size();
  }

  private static <T> Map<String, T> with(Map<String, T> map, String key, T value) {
    TreeMap<String, T> copy = new TreeMap<>(map);
    copy.put(key, value);
    return Collections.unmodifiableSortedMap(copy);
  }

  private static <T> Map<String, T> without(Map<String, T> map, String key) {
    TreeMap<String, T> copy = new TreeMap<>(map);
    copy.remove(key);
    return sorted(copy);
  }

  private static <T> Map<String, T> sorted(Map<String, T> map) {
    SortedMap<String, T> copy = new TreeMap<>(map);
    return copy.isEmpty() ? Map.of() : Collections.unmodifiableSortedMap(copy);
  }
}
