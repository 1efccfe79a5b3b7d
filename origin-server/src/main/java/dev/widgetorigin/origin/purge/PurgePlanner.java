package dev.widgetorigin.origin.purge;

import dev.widgetorigin.origin.web.head.PurgeTags;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Resolution;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.Commit;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.Widget;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * From a change to what edges must forget because of it, and nothing else. Pure.
 *
 * <p>It compares the answers before and after the change and does not ask which call made it,
 * unless a person asked for a purge. Four things are looked at for each widget that the change
 * names:
 *
 * <ul>
 *   <li>Settings: they are in the headers of every answer, so all of the widget goes.
 *   <li>Named aliases ({@link WidgetState#aliases}) that answer something else. Ranges that people
 *       make up cannot be listed; they have one tag, which goes as soon as one of them could move.
 *   <li>Versions whose exact URLs answer something else: blocked ones (410), deprecated ones (a
 *       header), repaired and completed ones.
 *   <li>Loaders, which also say what a rollout offers and which channels there are, and are made of
 *       a template.
 * </ul>
 *
 * An answer of 404 is not purged where it has no other tag than the widget's: no cache keeps it for
 * more than ten seconds.
 */
final class PurgePlanner {
  /** What a loader names of channels; see the loader package. */
  private static final int LOADER_CHANNELS = 50;

  private final Map<String, String> mappedPaths;

  /** {@code mappedPaths} as in {@code assets.mapped-paths}. */
  PurgePlanner(Map<String, String> mappedPaths) {
    this.mappedPaths = Map.copyOf(mappedPaths);
  }

  /** One plan for each widget of which something has changed. */
  List<PurgePlan> plan(Commit commit) {
    Set<WidgetName> names = new LinkedHashSet<>();
    for (Change change : commit.batch().changes()) {
      if (change.widget() != null) {
        names.add(change.widget());
      }
    }
    List<PurgePlan> plans = new ArrayList<>();
    for (WidgetName name : names) {
      Optional<Widget> after = commit.after().widget(name);
      if (after.isPresent()) {
        PurgePlan plan =
            plan(commit.before().widget(name).orElse(null), after.get(), commit.batch().changes());
        if (!plan.tags().isEmpty()) {
          plans.add(plan);
        }
      }
    }
    return plans;
  }

  private PurgePlan plan(Widget before, Widget after, List<Change> changes) {
    WidgetName name = after.state().name();
    WidgetState old = before == null ? WidgetState.empty(name) : before.state();
    List<String> moved =
        moved(old, after.state()).stream()
            // Where it is off nobody is answered a version.
            .filter(alias -> after.off(Selector.parse(alias)) == null)
            .toList();
    List<String> shown = new ArrayList<>(moved);
    shown.addAll(switched(before, after));
    PathSpellings paths = new PathSpellings(name, mappedPaths);
    Set<String> tags = new TreeSet<>();
    WidgetSettings settings = before == null ? WidgetSettings.DEFAULTS : before.settings();
    if (!settings.equals(after.settings())) {
      tags.add(PurgeTags.ofWidget(name.toString()));
      addAll(paths, old);
      addAll(paths, after.state());
      return new PurgePlan(name, tags, paths.all(), shown);
    }
    if (addAsked(tags, paths, after.state(), changes)) {
      return new PurgePlan(name, tags, paths.all(), List.of());
    }
    addSwitched(tags, paths, before, after);
    for (String alias : moved) {
      tags.add(PurgeTags.ofAlias(name.toString(), alias));
      paths.addAlias(alias);
      addBlockedTarget(tags, paths, old, alias);
    }
    if (rangesMove(old, after.state(), changes)) {
      tags.add(PurgeTags.ofRanges(name.toString()));
    }
    addVersions(tags, paths, old, after.state(), changes);
    if (!loaders(before).equals(loaders(after)) || offers(before) || offers(after)) {
      tags.add(PurgeTags.ofLoaders(name.toString()));
      paths.addLoaders(after.state().aliases());
      paths.addLoaders(old.aliases());
    }
    return new PurgePlan(name, tags, paths.all(), shown);
  }

  private static void addVersions(
      Set<String> tags,
      PathSpellings paths,
      WidgetState before,
      WidgetState after,
      List<Change> changes) {
    for (Version version : changedVersions(before, after, changes)) {
      tags.add(PurgeTags.ofVersion(after.name().toString(), version.toString()));
      paths.addVersion(version);
      aliasesOf(after, version).forEach(paths::addAlias);
    }
  }

  /**
   * Adds what a person asked for. Paths do not tell tags apart, so all go.
   *
   * @return whether nothing else happened to the widget
   */
  private static boolean addAsked(
      Set<String> tags, PathSpellings paths, WidgetState state, List<Change> changes) {
    boolean only = true;
    for (Change change : changes) {
      if (!state.name().equals(change.widget())) {
        continue;
      }
      if (change instanceof Change.PurgeAsked asked) {
        tags.addAll(asked.tags());
        addAll(paths, state);
      } else {
        only = false;
      }
    }
    return only;
  }

  /** What was switched off or on: aliases and loaders, and no exact URL. */
  private static void addSwitched(
      Set<String> tags, PathSpellings paths, Widget before, Widget after) {
    Map<String, Widget.Off> old = before == null ? Map.of() : before.switches();
    Set<String> switched = new TreeSet<>(old.keySet());
    switched.addAll(after.switches().keySet());
    switched.removeIf(each -> Objects.equals(old.get(each), after.switches().get(each)));
    String name = after.state().name().toString();
    for (String channel : switched) {
      boolean whole = channel.equals(Widget.WHOLE);
      List<String> aliases = whole ? after.state().aliases() : List.of(channel);
      tags.addAll(PurgeTags.ofSwitch(name, whole ? null : channel, aliases));
      aliases.forEach(paths::addAlias);
    }
  }

  /** Aliases that answer the same version as before, but show a stub now or no longer. */
  private static List<String> switched(Widget before, Widget after) {
    List<String> switched = new ArrayList<>();
    if (before == null || before.switches().equals(after.switches())) {
      return switched;
    }
    for (String alias : after.state().aliases()) {
      Selector selector = Selector.parse(alias);
      AliasAnswer was = AliasAnswer.of(before, selector);
      AliasAnswer is = AliasAnswer.of(after, selector);
      // Where it is on again and moved as well, it is among the others.
      if (was.off() != is.off() && (is.off() || Objects.equals(was.version(), is.version()))) {
        switched.add(alias);
      }
    }
    return switched;
  }

  private static void addAll(PathSpellings paths, WidgetState state) {
    paths.addWidget();
    state.aliases().forEach(paths::addAlias);
    paths.addLoaders(state.aliases());
  }

  private static List<String> moved(WidgetState before, WidgetState after) {
    Set<String> aliases = new LinkedHashSet<>(after.aliases());
    aliases.addAll(before.aliases());
    List<String> moved = new ArrayList<>();
    for (String alias : aliases) {
      Selector selector = Selector.parse(alias);
      if (!answer(before.resolve(selector)).equals(answer(after.resolve(selector)))) {
        moved.add(alias);
      }
    }
    return moved;
  }

  /** What decides the bytes: the version, or that there is none. */
  private static List<Object> answer(Resolution resolution) {
    return resolution instanceof Resolution.Blocked blocked
        ? List.of("blocked", blocked.version())
        : Optional.ofNullable(resolution.answer()).<List<Object>>map(List::of).orElse(List.of());
  }

  /** A 410 of a channel has the tag of the version that is blocked, and none of the channel. */
  private static void addBlockedTarget(
      Set<String> tags, PathSpellings paths, WidgetState before, String alias) {
    if (before.resolve(Selector.parse(alias)) instanceof Resolution.Blocked blocked) {
      tags.add(PurgeTags.ofVersion(before.name().toString(), blocked.version().toString()));
      paths.addAlias(alias);
    }
  }

  /** Whether there is a range, of all that could be written, that answers another version now. */
  private static boolean rangesMove(WidgetState before, WidgetState after, List<Change> changes) {
    Selector latest = new Selector.Latest();
    if (!answer(before.resolve(latest)).equals(answer(after.resolve(latest)))) {
      return true;
    }
    for (Change change : changes) {
      Version version = version(change);
      if (version != null
          && change.widget().equals(after.name())
          && rank(before, version) != rank(after, version)) {
        return true;
      }
    }
    return false;
  }

  private static Version version(Change change) {
    if (change instanceof Change.Published published) {
      return published.version();
    }
    if (change instanceof Change.StateChanged state) {
      return state.version();
    }
    return change instanceof Change.Promoted promoted ? promoted.version() : null;
  }

  /** How gladly a range takes the version: not at all, last, or first. */
  private static int rank(WidgetState state, Version version) {
    Release release = state.release(version).orElse(null);
    if (release == null || release.isCandidate()) {
      return 0;
    }
    return switch (release.state()) {
      case RELEASED -> 2;
      case DEPRECATED -> 1;
      default -> 0;
    };
  }

  /** Those whose exact URLs answer something else. */
  private static Set<Version> changedVersions(
      WidgetState before, WidgetState after, List<Change> changes) {
    Set<Version> versions = new LinkedHashSet<>();
    for (Change change : changes) {
      if (!after.name().equals(change.widget())) {
        continue;
      }
      if (change instanceof Change.Repaired repaired) {
        versions.add(repaired.version());
      } else if (change instanceof Change.Completed completed) {
        // An edge that has a file as it was first would keep it for ever, and it is larger.
        versions.add(completed.version());
      } else if (change instanceof Change.StateChanged moved
          && shows(before, moved.version()) != shows(after, moved.version())) {
        versions.add(moved.version());
      }
    }
    return versions;
  }

  /** The state that an exact URL's answer shows; null for all that look alike. */
  private static ReleaseState shows(WidgetState state, Version version) {
    return state
        .release(version)
        .map(Release::state)
        .filter(each -> each == ReleaseState.BLOCKED || each == ReleaseState.DEPRECATED)
        .orElse(null);
  }

  private static List<String> aliasesOf(WidgetState state, Version version) {
    return state.aliases().stream()
        .filter(alias -> version.equals(state.resolve(Selector.parse(alias)).answer()))
        .toList();
  }

  /** What is in loaders beside the version that the alias answers, and the settings. */
  private static List<Object> loaders(Widget widget) {
    if (widget == null) {
      return List.of(List.of());
    }
    List<Object> facts = new ArrayList<>();
    facts.add(widget.state().channels().keySet().stream().sorted().limit(LOADER_CHANNELS).toList());
    if (!widget.templates().isEmpty()) {
      facts.add(widget.templates());
    }
    if (offers(widget)) {
      Rollout rollout = Objects.requireNonNull(widget.rollout());
      facts.add(rollout.plan());
      facts.add(rollout.weight());
    }
    return facts;
  }

  /**
   * Whether loaders may offer a version beside the stable one. To which aliases depends on all of
   * the state, so then any change may change them.
   */
  private static boolean offers(Widget widget) {
    return widget != null && widget.rollout() != null && widget.rollout().weight() > 0;
  }
}
