package dev.widgetorigin.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** node-semver's own cases: every strict row that does not ask for includePrerelease. */
class NodeSemverFixturesTest {
  private static final JsonNode FIXTURES = load();

  private static JsonNode load() {
    try (InputStream in =
        NodeSemverFixturesTest.class.getResourceAsStream("/semver-fixtures.json")) {
      return JsonMapper.builder().build().readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Stream<DynamicTest> rows(String table, Consumer<JsonNode> check) {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode row : FIXTURES.get(table)) {
      if (!row.path("loose").asBoolean(false) && !row.path("includePrerelease").asBoolean(false)) {
        tests.add(DynamicTest.dynamicTest(row.toString(), () -> check.accept(row)));
      }
    }
    assertThat(tests).as(table).isNotEmpty();
    return tests.stream();
  }

  private static Version version(JsonNode row, String field) {
    return Version.parse(text(row, field));
  }

  private static String text(JsonNode row, String field) {
    return row.get(field).asString();
  }

  @TestFactory
  Stream<DynamicTest> comparisons() {
    return rows(
        "comparisons",
        row -> {
          assertThat(version(row, "greater")).isGreaterThan(version(row, "lesser"));
          assertThat(version(row, "lesser")).isLessThan(version(row, "greater"));
        });
  }

  @TestFactory
  Stream<DynamicTest> equality() {
    return rows(
        "equality",
        row -> {
          assertThat(version(row, "a")).isEqualTo(version(row, "b"));
          assertThat(version(row, "a")).isEqualByComparingTo(version(row, "b"));
          assertThat(version(row, "a")).hasSameHashCodeAs(version(row, "b"));
        });
  }

  @TestFactory
  Stream<DynamicTest> rangeInclude() {
    return satisfies("range_include", true);
  }

  @TestFactory
  Stream<DynamicTest> rangeExclude() {
    return satisfies("range_exclude", false);
  }

  @TestFactory
  Stream<DynamicTest> invalidRangesNeverSatisfied() {
    return satisfies("invalid_ranges_never_satisfied", false);
  }

  private static Stream<DynamicTest> satisfies(String table, boolean expected) {
    return rows(
        table,
        row -> {
          Optional<Version> version = Version.tryParse(text(row, "version"));
          Optional<Range> range = Range.tryParse(text(row, "range"));
          assertThat(
                  version.isPresent() && range.isPresent() && range.get().contains(version.get()))
              .isEqualTo(expected);
        });
  }

  @TestFactory
  Stream<DynamicTest> rangeParse() {
    return rows("range_parse", row -> assertCanonical(row));
  }

  private static void assertCanonical(JsonNode row) {
    String canonical = row.get("canonical").isNull() ? null : text(row, "canonical");
    assertThat(Range.tryParse(text(row, "range")).map(Range::toString))
        .isEqualTo(Optional.ofNullable(canonical));
  }

  @TestFactory
  Stream<DynamicTest> maxSatisfying() {
    return rows(
        "max_satisfying",
        row -> {
          List<String> versions = new ArrayList<>();
          row.get("versions").forEach(version -> versions.add(version.asString()));
          assertThat(max(versions, text(row, "range"))).isEqualTo(orNull(row, "max"));
        });
  }

  @TestFactory
  Stream<DynamicTest> aliasCases() {
    List<String> versions = new ArrayList<>();
    FIXTURES.get("alias_cases").get("versions").forEach(v -> versions.add(v.asString()));
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode row : FIXTURES.get("alias_cases").get("cases")) {
      tests.add(
          DynamicTest.dynamicTest(
              row.toString(),
              () -> {
                assertCanonical(row);
                assertThat(max(versions, text(row, "range"))).isEqualTo(orNull(row, "max"));
              }));
    }
    assertThat(tests).hasSizeGreaterThan(50);
    return tests.stream();
  }

  private static String orNull(JsonNode row, String field) {
    return row.get(field).isNull() ? null : text(row, field);
  }

  private static String max(List<String> versions, String text) {
    Optional<Range> range = Range.tryParse(text);
    return range.isEmpty()
        ? null
        : versions.stream()
            .map(Version::parse)
            .filter(range.get()::contains)
            .max(Version::compareTo)
            .map(Version::toString)
            .orElse(null);
  }

  @TestFactory
  Stream<DynamicTest> invalidVersions() {
    return rows(
        "invalid_versions", row -> assertThat(Version.tryParse(text(row, "version"))).isEmpty());
  }

  @TestFactory
  Stream<DynamicTest> validVersions() {
    return rows(
        "valid_versions",
        row -> {
          Version version = version(row, "version");
          assertThat(version.major()).isEqualTo(row.get("major").asLong());
          assertThat(version.minor()).isEqualTo(row.get("minor").asLong());
          assertThat(version.patch()).isEqualTo(row.get("patch").asLong());
          assertThat(version.prerelease()).isEqualTo(strings(row.get("prerelease")));
          assertThat(version.build()).isEqualTo(String.join(".", strings(row.get("build"))));
        });
  }

  private static List<String> strings(JsonNode array) {
    List<String> out = new ArrayList<>();
    array.forEach(item -> out.add(item.asString()));
    return out;
  }

  @Test
  void sort_buildMetadata_keepsItsPlace() {
    JsonNode row = FIXTURES.get("sort").get(0);
    List<Version> sorted = strings(row.get("input")).stream().map(Version::parse).sorted().toList();
    assertThat(sorted).isEqualTo(strings(row.get("sorted")).stream().map(Version::parse).toList());
  }

  @TestFactory
  Stream<DynamicTest> semverOrg() {
    JsonNode org = FIXTURES.get("semver_org");
    List<DynamicTest> tests = new ArrayList<>();
    for (String valid : strings(org.get("valid"))) {
      // Legal by the grammar alone: npm's limit on numbers, and ours, refuses it.
      boolean tooBig = valid.startsWith("999999");
      tests.add(
          DynamicTest.dynamicTest(
              "valid " + valid,
              () -> assertThat(Version.tryParse(valid).isPresent()).isEqualTo(!tooBig)));
    }
    for (String invalid : strings(org.get("invalid"))) {
      tests.add(
          DynamicTest.dynamicTest(
              "invalid " + invalid, () -> assertThat(Version.tryParse(invalid)).isEmpty()));
    }
    return tests.stream();
  }
}
