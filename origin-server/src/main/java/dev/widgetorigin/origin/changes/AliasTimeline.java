package dev.widgetorigin.origin.changes;

import dev.widgetorigin.resolver.Pin;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * What an alias has answered over time, found by resolving it after every batch of the widget's
 * history.
 *
 * @param sequence of the newest batch that was looked at
 * @param answers each change of answer, newest first
 * @param lastRollback the rollback of this alias, or of {@code latest} where that carried this one
 *     with it, that nothing has overridden since; or null
 */
record AliasTimeline(long sequence, List<Version> answers, Back lastRollback) {
  static final AliasTimeline EMPTY = new AliasTimeline(0, List.of(), null);
  private static final int PAGE = 1000;

  /** One rollback. */
  record Back(Version from, Version to) {}

  static AliasTimeline read(Catalog catalog, WidgetName name, Selector alias) {
    List<ChangeBatch> batches = new ArrayList<>();
    long before = Long.MAX_VALUE;
    for (List<ChangeBatch> page = catalog.history(name, before, PAGE);
        !page.isEmpty();
        page = catalog.history(name, before, PAGE)) {
      batches.addAll(page);
      before = page.get(page.size() - 1).sequence();
    }
    Collections.reverse(batches);
    return replay(batches, name, alias);
  }

  /** {@code batches} oldest first. */
  static AliasTimeline replay(List<ChangeBatch> batches, WidgetName name, Selector alias) {
    WidgetState state = WidgetState.empty(name);
    List<Version> answers = new ArrayList<>();
    Version last = null;
    Back back = null;
    boolean carried = false;
    long sequence = 0;
    for (ChangeBatch batch : batches) {
      for (Change change : batch.changes()) {
        if (name.equals(change.widget())) {
          Back own = rollback(change, alias, back);
          carried = carried && Objects.equals(own, back);
          back = own;
          state = fold(state, change, batch);
        }
      }
      Version answer = state.resolve(alias).answer();
      if (answer != null && !Objects.equals(answer, last)) {
        answers.add(answer);
      }
      Back ofLatest = ofLatest(batch, name, alias, last, answer);
      if (ofLatest != null || (carried && setsLatest(batch, name))) {
        back = ofLatest;
        carried = ofLatest != null;
      }
      last = answer;
      sequence = batch.sequence();
    }
    Collections.reverse(answers);
    return new AliasTimeline(sequence, List.copyOf(answers), back);
  }

  /** In a rollback's batch the move comes first, so that it does not override itself. */
  private static Back rollback(Change change, Selector alias, Back present) {
    if (change instanceof Change.RolledBack done && done.alias().equals(alias.alias())) {
      return new Back(done.from(), done.to());
    }
    boolean overridden =
        (change instanceof Change.Pinned pinned && pinned.alias().equals(alias.alias()))
            || (change instanceof Change.Unpinned unpinned
                && unpinned.alias().equals(alias.alias()))
            || (change instanceof Change.ChannelMoved moved
                && moved.channel().equals(alias.alias()))
            || (change instanceof Change.Followed followed
                && followed.channels().contains(alias.alias()));
    return overridden ? null : present;
  }

  /**
   * A rollback of {@code latest} by which a range went back too, since it follows {@code latest};
   * or null. Without this, a rollback of the range would bring back what was just left.
   */
  private static Back ofLatest(
      ChangeBatch batch, WidgetName name, Selector alias, Version before, Version after) {
    for (Change change : batch.changes()) {
      if (alias instanceof Selector.Ranged
          && change instanceof Change.RolledBack done
          && done.widget().equals(name)
          && done.alias().equals("latest")
          && Objects.equals(done.from(), before)
          && done.to().equals(after)) {
        return new Back(done.from(), done.to());
      }
    }
    return null;
  }

  private static boolean setsLatest(ChangeBatch batch, WidgetName name) {
    for (Change change : batch.changes()) {
      if (name.equals(change.widget())
          && ((change instanceof Change.Pinned pinned && pinned.alias().equals("latest"))
              || (change instanceof Change.Unpinned lifted && lifted.alias().equals("latest")))) {
        return true;
      }
    }
    return false;
  }

  private static WidgetState fold(WidgetState state, Change change, ChangeBatch batch) {
    if (change instanceof Change.Published published) {
      return state.withRelease(published.release(batch.time()));
    }
    if (change instanceof Change.Promoted promoted) {
      return state
          .release(promoted.version())
          .map(old -> state.withRelease(old.promoted()))
          .orElse(state);
    }
    if (change instanceof Change.Completed completed && completed.channel() != null) {
      return state
          .release(completed.version())
          .map(old -> state.withRelease(old.publishedTo(completed.channel())))
          .orElse(state);
    }
    if (change instanceof Change.StateChanged moved) {
      return state
          .release(moved.version())
          .map(old -> state.withRelease(old.in(moved.to(), moved.reason(), batch.time())))
          .orElse(state);
    }
    if (change instanceof Change.ChannelMoved moved) {
      return moved.to() == null
          ? state.withoutChannel(moved.channel())
          : state.withChannel(moved.channel(), moved.to());
    }
    if (change instanceof Change.Followed followed) {
      return state.withChannels(followed.channels(), followed.to());
    }
    if (change instanceof Change.Pinned pinned) {
      return state.withPin(
          pinned.alias(), new Pin(pinned.to(), batch.who(), batch.time(), pinned.reason()));
    }
    if (change instanceof Change.Unpinned unpinned) {
      return state.withoutPin(unpinned.alias());
    }
    return state;
  }
}
