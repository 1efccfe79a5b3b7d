package dev.widgetorigin.resolver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What following channels should answer at one moment, and when time alone could next change that.
 * A function of the state and the moment, so every node comes to the same.
 *
 * <p>Of the versions that satisfy what is followed, and are not above what that answers: the newest
 * that has been released for the delay; where none has, the oldest. Released versions come before
 * deprecated ones, as for every alias. The version that the channel is on counts as old enough: a
 * clock that is put back moves nothing back. {@link #fresh} leaves that out, for a rule that is
 * new.
 *
 * <p>What satisfies a channel that is moved by hand is the version it points to, and the one that
 * the follower has of it. What satisfies a following channel is what satisfies the selector at the
 * end of the chain.
 *
 * <p>Not thread-safe; made for one question.
 */
public final class FollowResolver {
  /**
   * What one channel should answer.
   *
   * @param version null for nothing
   * @param why e.g. {@code latest by 7d: 1.2.0 is released since 2026-11-20T10:00:00Z}
   * @param next when it could answer a newer version without any change; null for never
   */
  public record Answer(Version version, String why, Instant next) {}

  /** What is followed, at its end: the answer, and what satisfies it from the newest down. */
  private record Followed(Version answer, List<Release> satisfying) {}

  /** Channels with the same rule on the same version come to the same answer. */
  private record Case(String follow, Duration delay, Version current) {}

  /** Selectors that end at the same one and answer the same are satisfied by the same. */
  private record End(Selector root, Version answer) {}

  private final WidgetState state;
  private final Instant now;
  private final Map<String, Answer> answers = new HashMap<>();
  private final Map<String, Followed> followed = new HashMap<>();
  private final Map<Case, Answer> cases = new HashMap<>();
  private final Map<End, Followed> ends = new HashMap<>();

  /** What is at the end of the chain, by channel: else each channel of it would walk all of it. */
  private final Map<String, Selector> roots = new HashMap<>();

  public FollowResolver(WidgetState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  /** Every channel that is not where it should be, in the order of their names, grouped. */
  public static List<FollowMove> moves(WidgetState state, Instant now) {
    FollowResolver resolver = new FollowResolver(state, now);
    record Way(Version from, Version to, String why) {}
    Map<Way, List<String>> ways = new LinkedHashMap<>();
    for (String channel : state.follows().keySet()) {
      Answer answer = resolver.answer(channel);
      Version current = state.channels().get(channel);
      if (!Objects.equals(answer.version(), current)) {
        Way way = new Way(current, answer.version(), resolver.why(channel, current, answer));
        ways.computeIfAbsent(way, key -> new ArrayList<>()).add(channel);
      }
    }
    List<FollowMove> moves = new ArrayList<>();
    ways.forEach((way, channels) -> moves.add(new FollowMove(channels, way.from, way.to, way.why)));
    return moves;
  }

  /** The state once every following channel is where it should be. */
  public static WidgetState moved(WidgetState state, Instant now) {
    WidgetState after = state;
    for (FollowMove move : moves(state, now)) {
      after = after.withChannels(move.channels(), move.to());
    }
    return after;
  }

  /** When time alone could next move one of the widget's channels; null for never. */
  public static Instant next(WidgetState state, Instant now) {
    FollowResolver resolver = new FollowResolver(state, now);
    Instant next = null;
    for (String channel : state.follows().keySet()) {
      next = earlier(next, resolver.answer(channel).next());
    }
    return next;
  }

  /** What a rule would come to on a channel that it was set for just now. */
  public static Answer fresh(WidgetState state, FollowRule rule, Instant now) {
    FollowResolver resolver = new FollowResolver(state, now);
    String before = resolver.followedChannel(rule);
    if (before != null) {
      var unused = resolver.answer(before);
    }
    return resolver.byRule(rule, null);
  }

  /** Channels that are held, and by their rules would answer the version, which they do not. */
  public static List<String> heldFrom(WidgetState state, Version version, Instant now) {
    FollowResolver resolver = new FollowResolver(state, now);
    List<String> held = new ArrayList<>();
    state
        .follows()
        .forEach(
            (channel, rule) -> {
              Version current = state.channels().get(channel);
              if (rule.hold() != null
                  && current != null
                  && !version.equals(current)
                  && version.equals(resolver.unheld(channel).version())) {
                held.add(channel);
              }
            });
    return held;
  }

  /** What a channel should answer if it were not held. */
  private Answer unheld(String channel) {
    var unused = answer(channel);
    return byCase(state.follows().get(channel), state.channels().get(channel));
  }

  /** Whether whoever follows {@code selector} follows {@code channel}, directly or by others. */
  public static boolean leadsTo(WidgetState state, Selector selector, String channel) {
    Set<String> seen = new HashSet<>();
    Selector at = selector;
    while (at instanceof Selector.Channel next && seen.add(next.alias())) {
      if (next.alias().equals(channel)) {
        return true;
      }
      FollowRule rule = state.follows().get(next.alias());
      at = rule == null ? null : rule.follow();
    }
    return false;
  }

  /** What a following channel should answer. The channel must have a rule. */
  public Answer answer(String channel) {
    Answer known = answers.get(channel);
    if (known != null) {
      return known;
    }
    // Not by recursion: a chain may be longer than a thread's stack is deep.
    Deque<String> chain = new ArrayDeque<>();
    Set<String> waiting = new HashSet<>();
    chain.push(channel);
    while (!chain.isEmpty()) {
      String top = chain.peek();
      waiting.add(top);
      String before = followedChannel(state.follows().get(top));
      if (before != null && !answers.containsKey(before) && waiting.add(before)) {
        chain.push(before);
      } else {
        answers.put(chain.pop(), compute(top));
      }
    }
    return answers.get(channel);
  }

  /** The following channel that a rule follows; null where it follows none. */
  private String followedChannel(FollowRule rule) {
    return rule.follow() instanceof Selector.Channel channel
            && state.follows().containsKey(channel.alias())
        ? channel.alias()
        : null;
  }

  private Answer compute(String channel) {
    FollowRule rule = state.follows().get(channel);
    Version current = state.channels().get(channel);
    if (rule.hold() != null && current != null && !withdrawn(current)) {
      return new Answer(current, rule.hold().toString(), null);
    }
    return byCase(rule, current);
  }

  private Answer byCase(FollowRule rule, Version current) {
    Case same = new Case(rule.follow().alias(), rule.delay(), current);
    Answer answer = cases.get(same);
    if (answer == null) {
      answer = byRule(rule, current);
      cases.put(same, answer);
    }
    return answer;
  }

  private Answer byRule(FollowRule rule, Version current) {
    Followed source = source(rule.follow());
    if (source.answer() == null) {
      return new Answer(null, rule.follow().alias() + " answers nothing", null);
    }
    Release chosen = null;
    Release oldest = null;
    Instant next = null;
    for (Release release : candidates(rule, source, current)) {
      oldest = release;
      Instant due = due(release, rule.delay());
      if (rule.delay().isZero()
          || release.version().equals(current)
          || (due != null && !due.isAfter(now))) {
        chosen = release;
        break;
      }
      next = earlier(next, due);
    }
    if (chosen != null) {
      return new Answer(chosen.version(), rule + ": " + since(chosen), next);
    }
    String why =
        "%s: no version is released for that long yet, and %s is the oldest"
            .formatted(rule, oldest.version());
    return new Answer(oldest.version(), why, nextAbove(rule, source, current, oldest));
  }

  /** As in {@link #byRule}, but for the oldest, which is answered already. */
  private Instant nextAbove(FollowRule rule, Followed source, Version current, Release oldest) {
    Instant next = null;
    for (Release release : candidates(rule, source, current)) {
      if (!release.version().equals(oldest.version())) {
        next = earlier(next, due(release, rule.delay()));
      }
    }
    return next;
  }

  /** From the newest down; at least one. */
  private List<Release> candidates(FollowRule rule, Followed source, Version current) {
    if (current == null
        || !(root(rule.follow()) instanceof Selector.Channel)
        || current.compareTo(source.answer()) >= 0
        || withdrawn(current)) {
      return source.satisfying();
    }
    // What a channel that is moved by hand answered before is known only by who has it still.
    List<Release> more = new ArrayList<>(source.satisfying());
    more.add(state.release(current).orElseThrow());
    return more;
  }

  /** What is at the end of a chain of following channels. */
  private Selector root(Selector selector) {
    Set<String> passed = new HashSet<>();
    Selector at = selector;
    while (at instanceof Selector.Channel channel
        && state.follows().containsKey(channel.alias())
        && passed.add(channel.alias())) {
      Selector known = roots.get(channel.alias());
      at = known == null ? state.follows().get(channel.alias()).follow() : known;
    }
    for (String channel : passed) {
      roots.put(channel, at);
    }
    return at;
  }

  private Followed source(Selector selector) {
    Followed known = followed.get(selector.alias());
    if (known == null) {
      known = find(selector);
      followed.put(selector.alias(), known);
    }
    return known;
  }

  private Followed find(Selector selector) {
    Release answer = answerOf(selector);
    if (answer == null) {
      return new Followed(null, List.of());
    }
    return ends.computeIfAbsent(
        new End(root(selector), answer.version()), end -> satisfying(end.root(), answer));
  }

  private Followed satisfying(Selector root, Release answer) {
    List<Release> released = new ArrayList<>();
    List<Release> deprecated = new ArrayList<>();
    int own = state.indexOf(answer.version());
    for (int i = own; i >= 0; i--) {
      Release release = state.at(i);
      if (i == own || satisfies(root, release)) {
        boolean last = i != own && release.state() == ReleaseState.DEPRECATED;
        (last ? deprecated : released).add(release);
      }
    }
    if (answer.state() == ReleaseState.DEPRECATED && released.size() == 1) {
      released.addAll(deprecated);
    }
    return new Followed(answer.version(), released);
  }

  /** What the selector answers now; of a following channel, what it should answer. */
  private Release answerOf(Selector selector) {
    Version version;
    if (selector instanceof Selector.Channel channel
        && state.follows().containsKey(channel.alias())) {
      // None where it leads back to itself, which a rule in the log never does.
      Answer answer = answers.get(channel.alias());
      version = answer == null ? null : answer.version();
    } else {
      version = state.resolve(selector) instanceof Resolution.Found found ? found.version() : null;
    }
    return version == null || withdrawn(version) ? null : state.release(version).orElse(null);
  }

  private static boolean satisfies(Selector root, Release release) {
    if (!AliasResolver.eligible(release)) {
      return false;
    }
    return root instanceof Selector.Ranged ranged
        ? ranged.range().contains(release.version())
        : root instanceof Selector.Latest && !release.version().isPrerelease();
  }

  private boolean withdrawn(Version version) {
    Release release = state.release(version).orElse(null);
    return release == null
        || release.state() == ReleaseState.YANKED
        || release.state() == ReleaseState.BLOCKED;
  }

  /** When it has been released for the delay; null for one that is not released. */
  private static Instant due(Release release, Duration delay) {
    return release.state() == ReleaseState.STAGED ? null : release.since().plus(delay);
  }

  private static Instant earlier(Instant a, Instant b) {
    return a == null || (b != null && b.isBefore(a)) ? b : a;
  }

  private static String since(Release release) {
    return release.version() + " is " + release.state().text() + " since " + release.since();
  }

  /** For the history: also what the channel leaves, where it has to. */
  private String why(String channel, Version current, Answer answer) {
    if (current == null) {
      return answer.why();
    }
    Release left = state.release(current).orElse(null);
    if (left != null && withdrawn(current)) {
      return current + " is " + left.state().text() + "; " + answer.why();
    }
    Version bound = source(state.follows().get(channel).follow()).answer();
    return bound != null && current.compareTo(bound) > 0
        ? state.follows().get(channel).follow().alias()
            + " is back on "
            + bound
            + "; "
            + answer.why()
        : answer.why();
  }
}
