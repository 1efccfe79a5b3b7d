package dev.widgetorigin.origin.config.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A YAML text as a tree in which every scalar is still text and knows its line. Types are the
 * settings' business: {@code port: 08} or {@code on} must not change meaning on the way.
 *
 * @param value a String, a {@code List<YamlTree>}, a {@code Map<String, YamlTree>}, or null
 * @param line counted from 1
 */
record YamlTree(Object value, int line) {
  /** Throws {@link Malformed}. An empty text is an empty mapping. */
  static YamlTree parse(String text) {
    try {
      Optional<Node> root =
          new Compose(LoadSettings.builder().setMaxAliasesForCollections(10).build())
              .composeString(text);
      return root.map(YamlTree::of).orElse(new YamlTree(Map.of(), 1));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw new Malformed(line, String.valueOf(e.getProblem()));
    } catch (YamlEngineException e) {
      throw new Malformed(1, String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      throw new Malformed(1, "values within values without end");
    }
  }

  private static YamlTree of(Node node) {
    int line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    if (node instanceof MappingNode mapping) {
      Map<String, YamlTree> entries = new LinkedHashMap<>();
      for (NodeTuple tuple : mapping.getValue()) {
        String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
        if (entries.put(key, of(tuple.getValueNode()).at(lineOf(tuple.getKeyNode()))) != null) {
          throw new Malformed(lineOf(tuple.getKeyNode()), "\"" + key + "\" is set twice");
        }
      }
      return new YamlTree(entries, line);
    }
    if (node instanceof SequenceNode sequence) {
      List<YamlTree> items = new ArrayList<>();
      sequence.getValue().forEach(item -> items.add(of(item)));
      return new YamlTree(items, line);
    }
    String text = node.getTag().equals(Tag.NULL) ? null : ((ScalarNode) node).getValue();
    return new YamlTree(text, line);
  }

  private static int lineOf(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  private YamlTree at(int otherLine) {
    return new YamlTree(value, otherLine);
  }

  /** The mapping's entries, or null where this is none. */
  @SuppressWarnings("unchecked") // only of() makes mappings, and only of this type
  Map<String, YamlTree> entries() {
    return value instanceof Map ? (Map<String, YamlTree>) value : null;
  }

  /** The sequence's items, or null where this is none. */
  @SuppressWarnings("unchecked") // only of() makes sequences, and only of this type
  List<YamlTree> items() {
    return value instanceof List ? (List<YamlTree>) value : null;
  }

  String text() {
    return value instanceof String text ? text : null;
  }

  /** For messages: what was found. */
  String show() {
    if (value == null) {
      return "nothing";
    }
    if (value instanceof String text) {
      return "\"" + text + "\"";
    }
    return entries() != null ? "a mapping" : "a list";
  }

  /** Not YAML at all. */
  static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int line;

    Malformed(int line, String message) {
      super(message);
      this.line = line;
    }

    int line() {
      return line;
    }
  }
}
