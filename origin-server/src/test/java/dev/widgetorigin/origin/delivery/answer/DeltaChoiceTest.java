package dev.widgetorigin.origin.delivery.answer;

import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.digest;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.changes.Chat;
import dev.widgetorigin.origin.delivery.negotiate.AvailableDictionary;
import dev.widgetorigin.origin.delivery.route.AssetPath;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.Variant;
import dev.widgetorigin.store.widget.WidgetSettings;
import dev.widgetorigin.store.widget.WidgetSettings.Cors;
import dev.widgetorigin.store.widget.WidgetSettings.Deltas;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the answer is a delta. */
final class DeltaChoiceTest {
  private static final long NOW = AnswerBundles.NOW.toEpochMilli();

  /** From the file before: dcb 50, dcz 60; from the one before that: dcz 70 only. */
  private static final AssetEntry SCRIPT =
      new AssetEntry(
          "chat.js",
          5000,
          digest("new"),
          "",
          "",
          List.of(
              new Variant(Encoding.BR, digest("br"), 900),
              new Variant(Encoding.GZIP, digest("gzip"), 1200),
              new Variant(Encoding.DCB, digest("dcb"), 50, digest("before")),
              new Variant(Encoding.DCZ, digest("dcz"), 60, digest("before")),
              new Variant(Encoding.DCZ, digest("dcz2"), 70, digest("older"))));

  private static Asset asset(String raw, Deltas deltas, Cors cors) {
    WidgetSettings settings =
        new WidgetSettings(null, cors, null, null, null, null, null, deltas, null);
    return AnswerBundles.FILES.asset(
        AnswerBundles.target(
            Chat.widget("1.0.0", settings, null), (AssetPath) AssetPath.parse(raw), null),
        manifest("1.0.0", null, SCRIPT),
        SCRIPT,
        raw,
        AnswerBundles.NOW,
        Downloads.NONE);
  }

  private static String chosen(Asset asset, String accept, String dictionary, String... more) {
    FakeRequest request =
        FakeRequest.of(
            Method.GET,
            "/chat/v1.0.0/chat.js",
            more.length > 0
                ? new String[] {
                  "Accept-Encoding", accept, "Available-Dictionary", dictionary, more[0], more[1]
                }
                : new String[] {"Accept-Encoding", accept, "Available-Dictionary", dictionary});
    PreparedAnswer answer = PreparedAnswer.decide(asset, request, NOW);
    return answer.representation() == null
        ? "" + answer.status()
        : answer.representation().encodingToken() + " " + answer.representation().size();
  }

  @DisplayName("RFC 9110 §12.5.3 with RFC 9842 §6: the smallest of the best that can be decoded")
  @ParameterizedTest(name = "{0} with {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip, deflate, br, zstd, dcb, dcz | before | dcb 50",
        "gzip, deflate, br, zstd, dcb, dcz | older | dcz 70",
        "gzip, deflate, br, zstd, dcb, dcz | stranger | br 900",
        "gzip, deflate, br, zstd, dcb, dcz | new | br 900",
        "gzip, deflate, br, zstd | before | br 900",
        "dcz, br | before | dcz 60",
        "dcb;q=0, dcz, br | before | dcz 60",
        "dcb;q=0, dcz;q=0, br | before | br 900",
        "dcb;q=0, dcz;q=0, * | before | br 900",
        "dcb;q=0.5, dcz;q=0.4, br;q=0.6 | before | br 900",
        "dcb;q=0.5, dcz;q=0.6, br;q=0.1 | before | dcz 60",
        "DCB | before | dcb 50",
        "dcb | older | identity 5000",
        "dcb, identity;q=0 | before | dcb 50",
        "dcb, identity;q=0 | stranger | 406",
        "* | before | dcb 50",
        "* | stranger | br 900",
        "identity | before | identity 5000",
      })
  void choose_goesByBothFields(String accept, String has, String expected) {
    Asset asset = asset("/chat/v1.0.0/chat.js", null, null);
    String name = AvailableDictionary.naming(digest(has));
    assertThat(chosen(asset, accept, name)).isEqualTo(expected);
  }

  @DisplayName("settings: exact, all, off")
  @ParameterizedTest
  @CsvSource({
    "/chat/v1.0.0/chat.js, , dcb 50, true",
    "/chat/v1/chat.js, , br 900, false",
    "/chat/v1.0.0/chat.js, EXACT, dcb 50, true",
    "/chat/v1/chat.js, EXACT, br 900, false",
    "/chat/v1.0.0/chat.js, ALL, dcb 50, true",
    "/chat/v1/chat.js, ALL, dcb 50, true",
    "/chat/v1.0.0/chat.js, OFF, br 900, false",
  })
  void choose_goesByTheSetting(String raw, Deltas deltas, String expected, boolean named) {
    Asset asset = asset(raw, deltas, null);
    String name = AvailableDictionary.naming(digest("before"));
    assertThat(chosen(asset, "br, dcb", name)).isEqualTo(expected);
    var headers = asset.representations[0].headers();
    assertThat(headers.get("Vary"))
        .isEqualTo(named ? "Accept-Encoding, Available-Dictionary" : "Accept-Encoding");
    assertThat(headers.get("Use-As-Dictionary"))
        .isEqualTo(named ? "match=\"/chat/*/chat.js\", match-dest=(\"script\")" : null);
  }

  @DisplayName("RFC 9842 §9.3.2: no delta for a page that may not read the file")
  @ParameterizedTest
  @CsvSource({"https://a.example, dcb 50", "https://b.example, br 900"})
  void choose_pageThatMayNotRead_noDelta(String origin, String expected) {
    Asset asset =
        asset("/chat/v1.0.0/chat.js", null, new Cors(List.of("https://a.example"), false));
    String name = AvailableDictionary.naming(digest("before"));
    assertThat(chosen(asset, "br, dcb", name, "Origin", origin)).isEqualTo(expected);
    assertThat(chosen(asset, "br, dcb", name)).isEqualTo("dcb 50");
  }

  @Test
  void representations_eachHasATagOfItsOwn() {
    Asset asset = asset("/chat/v1.0.0/chat.js", null, null);
    assertThat(asset.representations)
        .extracting(Representation::etag)
        .doesNotHaveDuplicates()
        .hasSize(6);
    Representation delta = asset.representations[3];
    assertThat(delta.encodingToken()).isEqualTo("dcb");
    assertThat(delta.etag())
        .isEqualTo(
            "\"%s-dcb-%s\""
                .formatted(
                    digest("new").toString().substring(0, 32),
                    digest("before").toString().substring(0, 32)));
    assertThat(delta.headers().get("Content-Encoding")).isEqualTo("dcb");
    assertThat(delta.headers().get("Content-Length")).isEqualTo("50");
    assertThat(delta.headers().get("Repr-Digest")).isEqualTo(digest("dcb").toField());
  }
}
