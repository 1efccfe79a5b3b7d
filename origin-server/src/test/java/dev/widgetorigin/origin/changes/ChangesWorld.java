package dev.widgetorigin.origin.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.CacheConfig;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.widget.Widget;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A real catalog in a temporary folder and all that can be done to the widget chat in it. */
final class ChangesWorld implements AutoCloseable {
  private final NodeStore store;
  final Catalog catalog;
  final WidgetOperations operations;

  ChangesWorld(Path folder) {
    store =
        FolderStores.open(folder, StoreOptions.DEFAULTS.withSync(false).withClock(() -> Chat.AT));
    catalog = store.catalog();
    operations = WidgetOperations.over(catalog, CacheConfig.DEFAULTS, () -> Chat.AT);
  }

  /** The words of {@link Chat#published}, each a batch of its own. */
  ChangesWorld publish(String words) {
    for (String word : words.split(" ", -1)) {
      commit(Chat.published(word));
    }
    return this;
  }

  ChangeBatch commit(Change... changes) {
    return catalog.commit("ana", "", snapshot -> List.of(changes)).orElseThrow();
  }

  Widget widget() {
    return catalog.snapshot().widget(Chat.NAME).orElseThrow();
  }

  Version answer(String alias) {
    return Aliases.answer(widget(), Chat.alias(alias));
  }

  List<ChangeBatch> history() {
    return catalog.history(Chat.NAME, Long.MAX_VALUE, 100);
  }

  Outcome set(String alias, String version) {
    return set(alias, version, Aliases.Latest.PROMOTE_CANDIDATES);
  }

  Outcome set(String alias, String version, Aliases.Latest latest) {
    return operations
        .aliases()
        .set(
            Chat.NAME,
            new Aliases.Order(Chat.alias(alias), Chat.version(version), latest, "so"),
            "ana",
            Precondition.NONE);
  }

  Outcome clear(String alias) {
    return operations.aliases().clear(Chat.NAME, Chat.alias(alias), "", "ana", Precondition.NONE);
  }

  Outcome move(String version, ReleaseState to, String reason) {
    return operations
        .releases()
        .move(
            Chat.NAME,
            new ReleaseChanges.Move(Chat.version(version), to, reason),
            "ana",
            Precondition.NONE);
  }

  Outcome rollback(String alias, String to, boolean yank, String reason) {
    return rollback(operations.rollbacks(), alias, to, yank, reason);
  }

  /** {@code to} may be null. */
  static Outcome rollback(
      Rollbacks rollbacks, String alias, String to, boolean yank, String reason) {
    Version version = to == null ? null : Chat.version(to);
    return rollbacks.roll(
        Chat.NAME,
        new Rollbacks.Order(Chat.alias(alias), version, yank, reason),
        "ana",
        Precondition.NONE);
  }

  static Map<String, Object> facts(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return ((Outcome.Done) outcome).facts();
  }

  static String refusal(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused) outcome).problem().detail();
  }

  /** The commands that put things back. */
  static List<String> undoing(Outcome outcome) {
    return ((List<?>) facts(outcome).get("undo"))
        .stream().map(step -> ((Map<?, ?>) step).get("command").toString()).toList();
  }

  /** Does what the answer says puts things back, in the order in which it is said. */
  void undo(Outcome outcome) {
    for (Object each : (List<?>) facts(outcome).get("undo")) {
      Map<?, ?> step = (Map<?, ?>) each;
      String[] path = step.get("path").toString().split("/", -1);
      String last = path[path.length - 1];
      Map<?, ?> body = (Map<?, ?>) step.get("body");
      Outcome undone =
          switch (step.get("method").toString()) {
            case "DELETE" -> clear(last);
            case "PUT" ->
                set(
                    last,
                    body.get("version").toString(),
                    Boolean.TRUE.equals(body.get("pin"))
                        ? Aliases.Latest.PIN
                        : Aliases.Latest.PROMOTE_CANDIDATES);
            default ->
                move(
                    last,
                    ReleaseState.valueOf(body.get("state").toString().toUpperCase(Locale.ROOT)),
                    "");
          };
      assertThat(undone).as("%s", step).isInstanceOf(Outcome.Done.class);
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
