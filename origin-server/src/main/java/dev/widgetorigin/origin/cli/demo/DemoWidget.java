package dev.widgetorigin.origin.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The sample widget: a chat bubble in four versions, made of templates in this jar. */
final class DemoWidget {
  static final String NAME = "chat-bubble";

  /**
   * One version of it.
   *
   * @param channel to point at it, or null
   */
  record Sample(
      String version,
      String channel,
      String accent,
      String title,
      String greeting,
      String answer) {}

  private static final String AT_ONCE = "this.say(\"cb-theirs\", answer);";
  private static final String AFTER_TYPING =
      "var log = this.log; this.say(\"cb-theirs cb-typing\", \"typing ...\");"
          + " setTimeout(this.say.bind(this, \"cb-theirs\", answer), 700);"
          + " setTimeout(function () { log.querySelector(\".cb-typing\").remove(); }, 690);";

  /** Oldest first. */
  static final List<Sample> SAMPLES =
      List.of(
          new Sample("1.0.0", null, "#2f6fdb", "Chat", "Hello.", AT_ONCE),
          new Sample("1.0.1", null, "#0f8a7e", "Chat", "Hello!", AT_ONCE),
          new Sample("1.1.0", null, "#6a4bdc", "Chat", "Hello! I can type now.", AFTER_TYPING),
          new Sample(
              "2.0.0-beta.1", "beta", "#c2410c", "Chat, beta", "Hello from beta.", AFTER_TYPING));

  private DemoWidget() {}

  /** Writes a version's files under {@code folder} as a build would. */
  static void write(Sample sample, Path folder) throws IOException {
    Files.createDirectories(folder.resolve("dist"));
    String script = fill(sample, "chat-bubble.js");
    Files.writeString(folder.resolve("dist/chat-bubble.js"), script);
    Files.writeString(folder.resolve("dist/chat-bubble.js.map"), sourceMap(script));
    Files.writeString(folder.resolve("dist/chat-bubble.css"), fill(sample, "chat-bubble.css"));
    Files.writeString(folder.resolve("icon.svg"), fill(sample, "icon.svg"));
    Files.writeString(folder.resolve("demo.html"), fill(sample, "demo.html"));
    Files.writeString(folder.resolve("package.json"), fill(sample, "package.json"));
  }

  private static String fill(Sample sample, String name) {
    return fill(
        template(name),
        Map.of(
            "version", sample.version(),
            "accent", sample.accent(),
            "title", sample.title(),
            "greeting", sample.greeting(),
            "answer", sample.answer()));
  }

  static String template(String name) {
    try (InputStream in = DemoWidget.class.getResourceAsStream("/demo/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts values where the template says <code>{{name}}</code>. */
  static String fill(String template, Map<String, String> values) {
    String text = template;
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("{{" + value.getKey() + "}}", value.getValue());
    }
    return text;
  }

  /** Line by line (ECMA-426): the script is its own source. */
  private static String sourceMap(String script) {
    ObjectNode map = JsonMapper.shared().createObjectNode().put("version", 3);
    map.put("file", "chat-bubble.js");
    map.putArray("sources").add("../src/chat-bubble.js");
    map.putArray("sourcesContent").add(script);
    map.putArray("names");
    long lines = script.lines().count();
    map.put("mappings", "AAAA" + ";AACA".repeat((int) Math.max(0, lines - 1)));
    return map.toString();
  }
}
