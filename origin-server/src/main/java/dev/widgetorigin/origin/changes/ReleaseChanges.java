package dev.widgetorigin.origin.changes;

import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.Widget;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Changes release states and settings. Thread-safe; blocks on fsync.
 *
 * <p>A version in a running rollout is released by promoting it; yanking or blocking it aborts the
 * rollout in the same batch.
 */
public final class ReleaseChanges {
  private final WidgetTransactions transactions;

  ReleaseChanges(WidgetTransactions transactions) {
    this.transactions = transactions;
  }

  /**
   * What is asked of one version.
   *
   * @param reason for the history; of any state but blocked, the public may read it, too. May be
   *     empty
   * @param publicReason what everybody who asks for a blocked version may read; may be empty
   */
  public record Move(Version version, ReleaseState to, String reason, String publicReason) {
    /** A move whose reason anybody may read. */
    public Move(Version version, ReleaseState to, String reason) {
      this(version, to, reason, "");
    }

    /** The reason that stays with the version. */
    String shown() {
      return to == ReleaseState.BLOCKED ? publicReason : reason;
    }
  }

  /** Moves one version. */
  public Outcome move(WidgetName name, Move move, String who, Precondition precondition) {
    Outcome outcome =
        transactions.apply(name, who, move.reason(), precondition, widget -> decide(widget, move));
    if (move.to() != ReleaseState.BLOCKED || !(outcome instanceof Outcome.Done done)) {
      return outcome;
    }
    Optional<Widget> now = transactions.catalog().snapshot().widget(name);
    return now.map(widget -> done.with(Propagation.ofBlock(widget, move.version(), done.moved())))
        .orElse(done);
  }

  private static WidgetTransactions.Plan decide(Widget widget, Move move) {
    List<Change> changes = changes(widget, move);
    WidgetName name = widget.state().name();
    Release release = WidgetTransactions.release(widget, move.version());
    ReleaseState from = release.state();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("widget", name.toString());
    facts.put("version", move.version().toString());
    facts.put("from", from.text());
    facts.put("state", move.to().text());
    WidgetState after =
        widget.state().withRelease(release.in(move.to(), move.shown(), release.since()));
    List<String> warnings = Notices.ofMove(widget, after, move);
    if (!warnings.isEmpty()) {
      facts.put("warnings", warnings);
    }
    List<Map<String, Object>> undo = Undo.ofMove(name, move.version(), from, move.to());
    if (!undo.isEmpty()) {
      facts.put("undo", undo);
    }
    boolean out = move.to() == ReleaseState.RELEASED && !release.isCandidate();
    return new WidgetTransactions.Plan(changes, facts, out ? move.version() : null);
  }

  /**
   * Lets {@code latest} and ranges answer a version that was published to a channel.
   *
   * @param unpin whether rollbacks' pins that would keep it back are lifted in the same change
   */
  public Outcome promote(
      WidgetName name,
      Version version,
      boolean unpin,
      String reason,
      String who,
      Precondition precondition) {
    var order = new Promotions.Order(version, unpin);
    return transactions.apply(
        name, who, reason, precondition, widget -> Promotions.promote(widget, order));
  }

  /** Moves several versions in one batch, all or none. */
  public Outcome moveAll(
      WidgetName name, List<Move> moves, String who, String why, Precondition precondition) {
    return transactions.apply(
        name,
        who,
        why,
        precondition,
        widget -> {
          List<Change> changes = new ArrayList<>();
          moves.forEach(move -> changes.addAll(changes(widget, move)));
          return new WidgetTransactions.Plan(changes, Map.of("widget", name.toString()));
        });
  }

  /** Replaces the settings as a whole. */
  public Outcome settings(
      WidgetName name, WidgetSettings settings, String who, String why, Precondition precondition) {
    return settings(name, now -> settings, who, why, precondition);
  }

  /**
   * Changes some of the settings, and loses none that others change at the same time.
   *
   * @param edit from those that hold to those that shall; may throw ProblemException, may be called
   *     several times, and must be quick
   */
  public Outcome settings(
      WidgetName name,
      UnaryOperator<WidgetSettings> edit,
      String who,
      String why,
      Precondition precondition) {
    return transactions.apply(
        name,
        who,
        why,
        precondition,
        widget -> {
          WidgetSettings settings = edit.apply(widget.settings());
          return new WidgetTransactions.Plan(
              widget.settings().equals(settings)
                  ? List.of()
                  : List.of(new Change.SettingsChanged(name, settings)),
              Map.of("widget", name.toString()));
        });
  }

  /**
   * The changes that move a version, none where it is there already. Naming the present state with
   * another reason changes the reason.
   */
  static List<Change> changes(Widget widget, Move move) {
    WidgetName name = widget.state().name();
    Release release = WidgetTransactions.release(widget, move.version());
    ReleaseState from = release.state();
    boolean sameState = from == move.to();
    if (sameState && (move.shown().isEmpty() || move.shown().equals(release.reason()))) {
      return List.of();
    }
    if (!sameState && !Transitions.allowed(from, move.to())) {
      throw ProblemException.conflict(refusal(name, move, from));
    }
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.StateChanged(name, move.version(), from, move.to(), move.shown()));
    if (!sameState
        && widget.rollout() instanceof Rollout.Active rollout
        && rollout.version().equals(move.version())) {
      if (move.to() == ReleaseState.RELEASED) {
        throw ProblemException.conflict(
            "A rollout of %s %s is under way; promote it, or abort it first."
                .formatted(name, move.version()));
      }
      String reason = "the version was " + move.to().text();
      changes.add(new Change.RolloutChanged(name, rollout.abort(reason)));
    }
    return changes;
  }

  private static String refusal(WidgetName name, Move move, ReleaseState from) {
    String subject = name + " " + move.version() + " is " + from.text();
    if (from == ReleaseState.BLOCKED) {
      return subject + ", and that is for ever; publish another version.";
    }
    if (move.to() == ReleaseState.STAGED) {
      return subject + " and cannot be staged again; yank it to keep aliases away from it.";
    }
    List<String> next = Transitions.next(from).stream().map(ReleaseState::text).toList();
    return subject + " and cannot become " + move.to().text() + "; it can become " + next + ".";
  }
}
