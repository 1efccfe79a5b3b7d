package dev.widgetorigin.origin.loader;

import static dev.widgetorigin.origin.auth.Permission.RELEASE;

import dev.widgetorigin.origin.changes.TemplateChoice;
import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.control.ApiRoute;
import dev.widgetorigin.origin.control.JsonFields;
import dev.widgetorigin.origin.control.JsonType;
import dev.widgetorigin.origin.delivery.route.BrokenVersions;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.ingest.compress.SmallText;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The control API of the loader's template. Blocks.
 *
 * <pre>
 * GET    /-/api/v1/widgets/{w}/loader?channel=beta
 * PUT    /-/api/v1/widgets/{w}/loader               {"template": 2, "channel": "beta",
 *                                                    "force": true, "reason": "…"}
 * DELETE /-/api/v1/widgets/{w}/loader?channel=beta  {"reason": "…"}
 * </pre>
 */
public final class LoaderCalls {
  private static final String PATH = "/-/api/v1/widgets/{widget}/loader";
  private static final JsonType<Long> NUMBER = JsonType.whole(1, Integer.MAX_VALUE);

  private final Store store;
  private final LoaderPlan plan;
  private final LoaderScript script = new LoaderScript();
  private final LoaderTemplates templates = new LoaderTemplates();
  private final TemplateChoice choice;
  private final OlderNodes older;

  private LoaderCalls(Store store, BrokenVersions broken, InstantSource clock) {
    this.store = store;
    this.older = new OlderNodes(store, clock);
    this.plan = new LoaderPlan(store, broken);
    this.choice =
        new TemplateChoice(store.catalog(), LoaderTemplates.OLDEST, LoaderTemplates.NEWEST);
  }

  /**
   * Rows for the control API's table.
   *
   * @param broken what loaders of aliases leave
   * @param clock by which other nodes are still there
   */
  public static List<ApiRoute> routes(Store store, BrokenVersions broken, InstantSource clock) {
    LoaderCalls calls = new LoaderCalls(store, broken, clock);
    return List.of(
        ApiRoute.look(PATH, calls::show),
        ApiRoute.change(Method.PUT, PATH, RELEASE, "set-loader-template", calls::set),
        ApiRoute.change(Method.DELETE, PATH, RELEASE, "clear-loader-template", calls::clear));
  }

  private ApiAnswer show(ApiCall call) {
    call.onlyQuery("channel");
    WidgetName name = call.widget();
    Widget widget =
        store
            .catalog()
            .snapshot()
            .widget(name)
            .orElseThrow(() -> ProblemException.notFound("There is no widget '" + name + "'."));
    String channel = call.query("channel");
    Selector selector = channel == null ? new Selector.Latest() : channel(channel);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("widget", name.toString());
    json.put("template", widget.template());
    Map<String, Integer> channels = new TreeMap<>(widget.templates());
    channels.remove(Widget.WHOLE);
    json.put("channels", channels);
    json.put("newest", LoaderTemplates.NEWEST);
    json.put("selector", selector.alias());
    json.put("templates", templates(plan.decide(widget, selector).data()));
    return ApiAnswer.json(200, json);
  }

  private static Selector channel(String name) {
    Selector selector = null;
    try {
      selector = Selector.parse(name);
    } catch (IllegalArgumentException e) {
      // Told below: it is no channel either.
    }
    if (!(selector instanceof Selector.Channel)) {
      throw ProblemException.invalid(List.of("channel: expected a channel, found " + name));
    }
    return selector;
  }

  /** What the loader would be with each template; without sizes where there is no loader. */
  private List<Map<String, Object>> templates(LoaderData data) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (int n : LoaderTemplates.numbers().toArray()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("number", n);
      json.put("changes", templates.get(n).changes());
      if (data != null) {
        byte[] text = script.classic(data.of(n)).getBytes(StandardCharsets.UTF_8);
        json.put("bytes", text.length);
        byte[] brotli = SmallText.variants(text).get(Encoding.BR);
        json.put("brotliBytes", brotli == null ? null : brotli.length);
      }
      list.add(json);
    }
    return list;
  }

  private ApiAnswer set(ApiCall call) throws IOException {
    record Body(Long template, String channel, boolean force, String reason) {}
    Body body =
        call.body(
            fields ->
                new Body(
                    fields.required("template", NUMBER),
                    fields.get("channel", JsonType.TEXT),
                    fields.get("force", JsonType.FLAG, false),
                    fields.reason()));
    if (!body.force()) {
      older.mustHave(body.template().intValue());
    }
    return ApiAnswer.of(
        choice.choose(
            call.widget(),
            body.channel(),
            body.template().intValue(),
            call.because(body.reason()),
            call.who(),
            call.precondition()));
  }

  /** Of a channel only: the widget always has one. */
  private ApiAnswer clear(ApiCall call) throws IOException {
    call.onlyQuery("channel");
    String channel = call.query("channel");
    String reason = call.body(JsonFields::reason);
    if (channel == null) {
      throw ProblemException.invalid(
          List.of("channel: expected the channel that has the widget's template again"));
    }
    return ApiAnswer.of(
        choice.choose(
            call.widget(), channel, null, call.because(reason), call.who(), call.precondition()));
  }
}
