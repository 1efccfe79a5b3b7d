package dev.widgetorigin.origin.npm;

import dev.widgetorigin.origin.auth.Permission;
import dev.widgetorigin.origin.changes.Aliases;
import dev.widgetorigin.origin.changes.Outcome;
import dev.widgetorigin.origin.changes.ReleaseChanges;
import dev.widgetorigin.origin.changes.WidgetOperations;
import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.control.JsonBody;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.widget.Widget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The calls of the npm client that change what is published: tags, deprecations, unpublish. */
final class NpmChanges {
  private final Store store;
  private final WidgetOperations operations;

  NpmChanges(Store store, WidgetOperations operations) {
    this.store = store;
    this.operations = operations;
  }

  /**
   * {@code npm dist-tag add}: sets a tag as a channel. {@code latest} is left to its rule where
   * that comes to the version, which is promoted if it was published with another tag; otherwise
   * latest is pinned.
   */
  ApiAnswer addTag(ApiCall call) throws IOException {
    Selector tag = tag(call.part("tag"));
    String text = text(call);
    Version version =
        Version.tryParse(text)
            .orElseThrow(
                () ->
                    ProblemException.of(
                        400, "Bad request", "expected a version, found '" + text + "'"));
    Aliases.Order order =
        new Aliases.Order(tag, version, Aliases.Latest.BY_RULE, call.because("npm dist-tag add"));
    Outcome outcome =
        operations.aliases().set(call.widget(), order, call.who(), call.precondition());
    return ok(outcome, "-> " + version);
  }

  /** {@code npm dist-tag rm}: lifts the pin of latest, drops any other tag. */
  ApiAnswer removeTag(ApiCall call) {
    return ok(
        operations
            .aliases()
            .clear(
                call.widget(),
                tag(call.part("tag")),
                call.because("npm dist-tag rm"),
                call.who(),
                call.precondition()),
        "dropped");
  }

  /** {@code npm deprecate}: what is deprecated otherwise in the document than it is now. */
  ApiAnswer deprecate(ApiCall call, ObjectNode document) {
    call.require(Permission.RELEASE);
    Widget widget = current(call.widget(), document);
    List<ReleaseChanges.Move> moves = new ArrayList<>();
    List<String> passedOver = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : document.path("versions").properties()) {
      Release release = release(widget, each.getKey());
      String wanted = each.getValue().path("deprecated").asString("");
      if (wanted.equals(Packument.deprecation(release))) {
        continue;
      }
      if (Packument.visible(release) && release.state() != ReleaseState.YANKED) {
        moves.add(deprecation(release, wanted));
      } else {
        passedOver.add(
            "%s stays %s and is not deprecated"
                .formatted(release.version(), release.state().text()));
      }
    }
    if (moves.isEmpty() && !passedOver.isEmpty()) {
      throw ProblemException.of(
          409,
          "Conflict",
          String.join("; ", passedOver) + "; release it first with 'widget-origin release'");
    }
    return NpmNotice.on(move(call, moves, "npm deprecate"), passedOver);
  }

  /** {@code npm unpublish name@version}: versions that the document leaves out are yanked. */
  ApiAnswer unpublish(ApiCall call, ObjectNode document) {
    Widget widget = current(call.widget(), document);
    List<ReleaseChanges.Move> moves = new ArrayList<>();
    for (Release release : widget.state().releases().values()) {
      boolean kept = document.path("versions").has(release.version().toString());
      if (Packument.visible(release) && !kept && release.state() != ReleaseState.YANKED) {
        moves.add(new ReleaseChanges.Move(release.version(), ReleaseState.YANKED, "npm unpublish"));
      }
    }
    return move(call, moves, "npm unpublish");
  }

  /** Follows an unpublish; the tarball stays, since pages and lock files may name it. */
  ApiAnswer removeTarball(ApiCall call) {
    var unused = NpmCalls.widget(store, call.widget());
    call.because("npm unpublish");
    return ApiAnswer.json(200, Map.of("ok", true)).changed(0, "");
  }

  /**
   * What npm sends for {@code npm unpublish name@version --force} of the only version, as for
   * {@code npm unpublish name --force}: yanks where there is one version, refuses where there are
   * several.
   */
  ApiAnswer removePackage(ApiCall call) {
    Widget widget = NpmCalls.widget(store, call.widget());
    List<Release> visible =
        widget.state().releases().values().stream().filter(Packument::visible).toList();
    if (visible.size() != 1) {
      throw ProblemException.of(
          403,
          "Forbidden",
          ("a package never disappears as a whole, because pages may embed it, and %s has %d"
                  + " versions; yank them one by one with 'npm unpublish %s@VERSION', or block one"
                  + " with 'widget-origin block'")
              .formatted(call.widget(), visible.size(), call.widget()));
    }
    Release only = visible.get(0);
    List<ReleaseChanges.Move> moves =
        only.state() == ReleaseState.YANKED
            ? List.of()
            : List.of(
                new ReleaseChanges.Move(only.version(), ReleaseState.YANKED, "npm unpublish"));
    return NpmNotice.on(
        move(call, moves, "npm unpublish"),
        List.of(
            "%s is yanked: aliases answer nothing, and its exact URL goes on"
                .formatted(only.version())));
  }

  private ApiAnswer move(ApiCall call, List<ReleaseChanges.Move> moves, String why) {
    return ok(
        operations
            .releases()
            .moveAll(call.widget(), moves, call.who(), call.because(why), call.precondition()),
        moves.stream()
            .map(move -> move.version() + " -> " + move.to().text())
            .collect(Collectors.joining(", ")));
  }

  private static ReleaseChanges.Move deprecation(Release release, String wanted) {
    return wanted.isEmpty()
        ? new ReleaseChanges.Move(release.version(), ReleaseState.RELEASED, "npm deprecate: lifted")
        : new ReleaseChanges.Move(release.version(), ReleaseState.DEPRECATED, wanted);
  }

  /** Throws ProblemException where the document was made of an older state of the widget. */
  private Widget current(WidgetName name, ObjectNode document) {
    Widget widget = NpmCalls.widget(store, name);
    String revision = document.path("_rev").asString(Packument.revision(widget));
    if (!revision.equals(Packument.revision(widget))) {
      throw ProblemException.of(
          409, "Conflict", name + " changed meanwhile; run the command again");
    }
    if (!document.path("versions").isObject()) {
      throw ProblemException.of(
          400,
          "Bad request",
          "expected versions in the document; stars and owners are not kept here");
    }
    return widget;
  }

  private static Release release(Widget widget, String text) {
    return Version.tryParse(text)
        .flatMap(widget.state()::release)
        .orElseThrow(
            () ->
                ProblemException.of(
                    400,
                    "Bad request",
                    widget.state().name() + " has no version " + text + ", and no tarball came"));
  }

  /** Throws ProblemException where the text is no tag. */
  static Selector tag(String text) {
    Selector selector;
    try {
      selector = Selector.parse(text);
    } catch (ResolverException e) {
      throw ProblemException.of(400, "Bad request", "tag: " + e.getMessage());
    }
    boolean alias = selector instanceof Selector.Channel || text.equals("latest");
    if (!alias) {
      throw ProblemException.of(
          400, "Bad request", "expected a tag such as next, found the range '" + text + "'");
    }
    return Aliases.parse(text);
  }

  /** A JSON string as the whole body. */
  private static String text(ApiCall call) throws IOException {
    try (InputStream in = call.request().body().open()) {
      byte[] bytes = in.readNBytes(1000);
      return JsonBody.read(new ByteArrayInputStream(bytes), "a version as a JSON string")
          .asString("");
    }
  }

  private static ApiAnswer ok(Outcome outcome, String what) {
    if (outcome instanceof Outcome.Refused refused) {
      return ApiAnswer.refused(refused.problem());
    }
    Outcome.Done done = (Outcome.Done) outcome;
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("ok", true);
    json.put("sequence", done.sequence());
    json.put("rev", done.sequence() + "-w");
    List<String> notices = new ArrayList<>(done.heldBack());
    if (done.facts().get("note") instanceof String note) {
      notices.add(note);
    }
    return NpmNotice.on(
        ApiAnswer.json(200, json)
            .changed(done.changed() ? done.sequence() : 0, done.changed() ? what : ""),
        notices);
  }
}
