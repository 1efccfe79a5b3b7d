package dev.widgetorigin.origin.changes;

import dev.widgetorigin.origin.changes.alias.AliasReport;
import dev.widgetorigin.origin.config.CacheConfig;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.text.ShellWord;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.widget.Widget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Puts an alias back on the version that it answered before. Thread-safe; blocks on fsync.
 *
 * <p>A rollback of a range or of {@code latest} pins it, one of a channel moves it, so either can
 * be undone by one call, which the answer names. Rolling back what is rolled back already changes
 * nothing, for a retry must not step to an even older version, or worse, back to the bad one; to go
 * further one names the version.
 */
public final class Rollbacks {
  private static final int ATTEMPTS = 20;

  /** The widget changed between the look at its history and the commit. */
  private static final Problem STALE = ProblemException.conflict("changed meanwhile").problem();

  private final WidgetTransactions transactions;
  private final CacheConfig cache;

  Rollbacks(WidgetTransactions transactions, CacheConfig cache) {
    this.transactions = transactions;
    this.cache = cache;
  }

  /**
   * @param to null for the version that the alias answered before
   * @param yank whether the version that is left is yanked in the same batch
   */
  public record Order(Selector alias, Version to, boolean yank, String reason) {}

  public Outcome roll(WidgetName name, Order order, String who, Precondition precondition) {
    // History is read outside the commit, so it may have grown when the decision is made.
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Widget> seen = transactions.catalog().snapshot().widget(name);
      AliasTimeline timeline =
          seen.isEmpty() || order.to() != null
              ? AliasTimeline.EMPTY
              : AliasTimeline.read(transactions.catalog(), name, order.alias());
      Outcome outcome =
          transactions.apply(
              name,
              who,
              order.reason(),
              precondition,
              widget -> {
                if (order.to() == null && timeline.sequence() != widget.sequence()) {
                  throw new ProblemException(STALE);
                }
                return decide(widget, order, timeline);
              });
      if (!(outcome instanceof Outcome.Refused refused && refused.problem().equals(STALE))) {
        return told(name, order, outcome);
      }
    }
    return new Outcome.Refused(
        ProblemException.conflict(
                "The widget changes too fast just now; try again, or name the version.")
            .problem());
  }

  /** What {@link #roll} would do now, see {@link RollbackPreview}. */
  public Outcome preview(WidgetName name, Selector alias, Version to) {
    return RollbackPreview.of(transactions.catalog(), name, new Order(alias, to, false, ""));
  }

  /** What comes after a rollback: whoever keeps the old answer, and what it does not reach. */
  private Outcome told(WidgetName name, Order order, Outcome outcome) {
    Optional<Widget> now = transactions.catalog().snapshot().widget(name);
    if (!(outcome instanceof Outcome.Done done)
        || now.isEmpty()
        || done.facts().get("from") == null
        || done.facts().get("from").equals(done.facts().get("to"))) {
      return outcome;
    }
    Set<String> aliases = new LinkedHashSet<>();
    aliases.add(order.alias().alias());
    aliases.addAll(done.moved());
    String left = done.facts().get("from").toString();
    Outcome.Done told =
        done.with(Propagation.ofAliases(now.get(), cache, Version.parse(left), aliases));
    if (!(order.alias() instanceof Selector.Channel)) {
      told = told.with(Map.of("holds", holds(name, order.alias())));
    } else if (Aliases.follows(now.get(), order.alias())) {
      String holds = ChannelRules.heldUntil(now.get(), order.alias().alias());
      told = told.with(Map.of("holds", holds));
    }
    return warned(now.get(), order, left, told);
  }

  /** A rollback pins: what is published next does not move the alias either. */
  private static String holds(WidgetName name, Selector alias) {
    String subject = name + " " + ShellWord.quoted(alias.alias());
    return ("%s stays there whatever is published, until 'widget-origin unpin %s'"
            + " or 'widget-origin publish ... --unpin'")
        .formatted(alias.alias(), subject);
  }

  /** A range that the version left behind is the only one of still answers it: say so. */
  private static Outcome warned(Widget now, Order order, String left, Outcome.Done done) {
    WidgetName name = now.state().name();
    List<String> still =
        AliasReport.of(now.state()).stream()
            .filter(line -> line.version() != null && line.version().toString().equals(left))
            .map(AliasReport.Line::alias)
            .filter(alias -> !alias.equals(order.alias().alias()))
            .toList();
    if (still.isEmpty()) {
      return done;
    }
    String warning =
        "%s still %s %s; to keep every alias off it: widget-origin yank %s %s"
            .formatted(
                String.join(", ", still),
                still.size() == 1 ? "answers" : "answer",
                left,
                name,
                left);
    return done.with(Map.of("warnings", List.of(warning)));
  }

  static WidgetTransactions.Plan decide(Widget widget, Order order, AliasTimeline timeline) {
    Version from = Aliases.answer(widget, order.alias());
    AliasTimeline.Back done = timeline.lastRollback();
    if (done != null && done.to().equals(from)) {
      return repeat(widget, order, timeline, done);
    }
    Version to = order.to() == null ? previous(widget, order.alias(), from, timeline) : order.to();
    // Before the look at what is there: a pin on what was withdrawn since has no effect.
    Aliases.mustBeTarget(widget, order.alias(), to);
    Map<String, Object> facts = facts(widget, order, from, to);
    if (to.equals(Aliases.held(widget, order.alias()))) {
      return plan(widget, facts, List.of(), List.of(), yank(widget, order, from, to));
    }
    WidgetName name = widget.state().name();
    List<Change> moves = new ArrayList<>(Aliases.moves(widget, order.alias(), to, order.reason()));
    moves.add(new Change.RolledBack(name, order.alias().alias(), from, to, order.reason()));
    List<Map<String, Object>> undo = List.of(Undo.ofAlias(widget, order.alias()));
    return plan(widget, facts, moves, undo, yank(widget, order, from, to));
  }

  /** The alias is where a rollback put it: only what that left undone is done. */
  private static WidgetTransactions.Plan repeat(
      Widget widget, Order order, AliasTimeline timeline, AliasTimeline.Back done) {
    Map<String, Object> facts = facts(widget, order, done.from(), done.to());
    String note =
        candidates(widget, order.alias(), done.to(), timeline).stream()
            .filter(version -> !version.equals(done.from()))
            .findFirst()
            .map(older -> " To go further back, name the version: --to " + older)
            .orElse("");
    facts.put("note", "Already rolled back." + note);
    return plan(widget, facts, List.of(), List.of(), yank(widget, order, done.from(), done.to()));
  }

  /** The changes that yank the version that is left; none where it is withdrawn already. */
  private static List<Change> yank(Widget widget, Order order, Version from, Version to) {
    if (!order.yank() || from == null || from.equals(to)) {
      return List.of();
    }
    return Aliases.withdrawn(WidgetTransactions.release(widget, from).state())
        ? List.of()
        : ReleaseChanges.changes(
            widget, new ReleaseChanges.Move(from, ReleaseState.YANKED, yankReason(order, to)));
  }

  /**
   * The whole of it, and how it is undone: first what was yanked, for no alias may be put on a
   * version that is.
   */
  private static WidgetTransactions.Plan plan(
      Widget widget,
      Map<String, Object> facts,
      List<Change> moves,
      List<Map<String, Object>> moveBack,
      List<Change> yank) {
    List<Change> changes = new ArrayList<>(moves);
    changes.addAll(yank);
    List<Map<String, Object>> undo = new ArrayList<>();
    boolean undoable = true;
    for (Change change : yank) {
      if (change instanceof Change.StateChanged yanked) {
        undoable = yanked.from() != ReleaseState.STAGED;
        undo.addAll(
            Undo.ofMove(
                widget.state().name(), yanked.version(), yanked.from(), ReleaseState.YANKED));
      }
    }
    if (undoable) {
      undo.addAll(moveBack);
    } else {
      facts.put(
          "note",
          "%s was staged and is yanked: it cannot be staged again, so there is no way back to how it was."
              .formatted(facts.get("from")));
    }
    facts.put("yanked", !yank.isEmpty());
    facts.put("undo", undo);
    return new WidgetTransactions.Plan(changes, facts);
  }

  private static String yankReason(Order order, Version to) {
    return order.reason().isEmpty()
        ? "rolled back to " + to
        : "rolled back to " + to + ": " + order.reason();
  }

  private static Map<String, Object> facts(Widget widget, Order order, Version from, Version to) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("widget", widget.state().name().toString());
    facts.put("alias", order.alias().alias());
    facts.put("from", Aliases.text(from));
    facts.put("to", Aliases.text(to));
    return facts;
  }

  private static Version previous(
      Widget widget, Selector alias, Version from, AliasTimeline timeline) {
    return candidates(widget, alias, from, timeline).stream()
        .findFirst()
        .orElseThrow(() -> ProblemException.conflict(nothingBefore(widget, alias, from, timeline)));
  }

  /** Why there is nothing to go back to, and what else can be done. */
  private static String nothingBefore(
      Widget widget, Selector alias, Version from, AliasTimeline timeline) {
    WidgetName name = widget.state().name();
    String subject = name + " " + ShellWord.quoted(alias.alias());
    List<Version> before =
        timeline.answers().stream().filter(v -> !v.equals(from)).distinct().limit(5).toList();
    List<Version> others =
        widget.state().releases().descendingMap().values().stream()
            .filter(release -> !release.version().equals(from))
            .filter(release -> Aliases.whyNot(alias, release) == null)
            .map(Release::version)
            .limit(5)
            .toList();
    String why =
        before.isEmpty()
            ? from == null
                ? "%s has never answered a version".formatted(alias.alias())
                : "%s has only ever answered %s".formatted(alias.alias(), from)
            : "what %s answered before (%s) was withdrawn or is gone"
                .formatted(alias.alias(), join(before));
    String remedy =
        others.isEmpty()
            ? "There is no other version that it could answer: publish one"
                + (from == null
                    ? "."
                    : ", or yank %s so that aliases answer nothing: widget-origin yank %s %s"
                        .formatted(from, name, from))
            : "Name one of %s yourself: widget-origin rollback %s --to %s"
                .formatted(join(others), subject, others.get(0));
    return "There is nothing to roll back to: %s. %s".formatted(why, remedy);
  }

  private static String join(List<Version> versions) {
    return versions.stream().map(Version::toString).collect(Collectors.joining(", "));
  }

  /** What the alias answered before and could answer again, newest answer first. */
  private static List<Version> candidates(
      Widget widget, Selector alias, Version from, AliasTimeline timeline) {
    return timeline.answers().stream()
        .filter(version -> !version.equals(from))
        .distinct()
        .filter(
            version -> {
              Optional<Release> release = widget.state().release(version);
              return release.isPresent() && Aliases.whyNot(alias, release.get()) == null;
            })
        .toList();
  }
}
