package dev.widgetorigin.store.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Bundles;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.Changes;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.catalog.Fold;
import dev.widgetorigin.store.catalog.ShardedSnapshot;
import dev.widgetorigin.store.json.JsonIn;
import dev.widgetorigin.store.json.JsonOut;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.Variant;
import dev.widgetorigin.store.widget.Alarm;
import dev.widgetorigin.store.widget.Rollout;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {
  private static Code code(Runnable decode) {
    try {
      decode.run();
      return null;
    } catch (StoreException e) {
      return e.code();
    }
  }

  @Property(tries = 300)
  void batch_anyChanges_comeBackEqual(@ForAll long seed) {
    Random random = new Random(seed);
    ChangeBatch batch = batch(random, 7);

    byte[] bytes = BatchCodec.encode(batch);

    assertThat(BatchCodec.decode(bytes, 7)).isEqualTo(batch);
    assertThat(BatchCodec.encode(BatchCodec.decode(bytes, 7))).isEqualTo(bytes);
  }

  /** A kind that somebody adds is missing here until it is among them. */
  @Test
  void changesOfEveryKind_areOfAllThereAre() {
    assertThat(Changes.ofEveryKind().stream().map(Object::getClass))
        .containsExactlyInAnyOrder(Change.class.getPermittedSubclasses());
  }

  @Test
  void batch_changeOfEveryKind_comesBackEqual() {
    ChangeBatch batch =
        new ChangeBatch(7, "id", "n1", Bundles.NOW, "ana", "", Changes.ofEveryKind());

    assertThat(BatchCodec.decode(BatchCodec.encode(batch), 7)).isEqualTo(batch);
  }

  @Test
  void manifest_deltas_comeBackEqual() {
    Digest file = Digest.sha256(new byte[] {1});
    Digest dictionary = Digest.sha256(new byte[] {2});
    AssetEntry entry =
        new AssetEntry(
            "a.js",
            2000,
            file,
            "",
            "",
            List.of(
                new Variant(Encoding.BR, file, 900),
                new Variant(Encoding.DCB, file, 60, dictionary),
                new Variant(Encoding.DCZ, file, 70, dictionary)));
    Manifest manifest =
        new Manifest(
            WidgetName.parse("chat"),
            Version.parse("1.0.0"),
            Instant.EPOCH,
            "ana",
            null,
            Map.of("a.js", entry),
            null);
    byte[] bytes = ManifestCodec.encode(manifest);
    assertThat(ManifestCodec.decode(bytes, "m")).isEqualTo(manifest);
    String text = new String(bytes, UTF_8);
    assertThat(text).contains("\"dictionary\":\"" + dictionary + "\"");
    for (String wrong :
        List.of(
            text.replace(",\"dictionary\":\"" + dictionary + "\"", ""),
            text.replace("\"dcb\"", "\"gzip\""))) {
      assertThat(code(() -> ManifestCodec.decode(wrong.getBytes(UTF_8), "m")))
          .isEqualTo(Code.CORRUPT);
    }
  }

  @Test
  void manifest_quickAndCompleted_comeBackEqual() {
    Manifest plain =
        new Manifest(
            WidgetName.parse("chat"),
            Version.parse("1.0.0"),
            Instant.EPOCH,
            "ana",
            null,
            Map.of(),
            null);
    Manifest quick = plain.quickly(42);
    Manifest completed =
        quick.completed(Map.of(), Digest.sha256(ManifestCodec.encode(quick)), Bundles.NOW);
    for (Manifest each : List.of(quick, completed)) {
      assertThat(ManifestCodec.decode(ManifestCodec.encode(each), "m")).isEqualTo(each);
    }
    assertThat(new String(ManifestCodec.encode(plain), UTF_8))
        .as("what older releases read stays as it was")
        .doesNotContain("quick", "complete");
    String cut =
        new String(ManifestCodec.encode(completed), UTF_8)
            .replaceFirst(",\"completedAt\":\"[^\"]*\"", "")
            .replaceFirst(",\"completedAt\":\\d+", "");
    assertThat(code(() -> ManifestCodec.decode(cut.getBytes(UTF_8), "m"))).isEqualTo(Code.CORRUPT);
  }

  /** Changes of all cases: those that a widget with some versions can see. */
  private static ChangeBatch batch(Random random, long sequence) {
    ShardedSnapshot now = ShardedSnapshot.EMPTY;
    for (int i = 1; i < 6; i++) {
      ChangeBatch step =
          new ChangeBatch(i, "id", "n1", Bundles.NOW, "ana", "", Changes.random(random, now));
      now = Fold.apply(now, step);
    }
    return new ChangeBatch(
        sequence,
        "9f0c",
        "n1",
        Bundles.NOW.plusMillis(random.nextInt(1000)),
        "ana é \u0000",
        "why \uD83D\uDE00",
        Changes.random(random, now));
  }

  @Property(tries = 300)
  void rollout_ofAnyPhase_comesBackEqual(@ForAll long seed) {
    Random random = new Random(seed);
    Rollout rollout = Changes.rollout(random, Version.parse("1.2.3"));

    byte[] bytes = JsonOut.bytes(json -> RolloutCodec.encode(json.begin(), rollout));

    assertThat(JsonIn.read(bytes, "a rollout", RolloutCodec::decode)).isEqualTo(rollout);
  }

  /** The form on disk, written down. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "pending, step 0                                                  | Pending",
        "running, step 1, stepStartedAt                                   | Running",
        "paused, step 1, stepStartedAt, pausedAt                          | Paused",
        "promoting, step 1, stepStartedAt, promotedAt                     | Promoting",
        "succeeded, step 1, stepStartedAt, promotedAt                     | Succeeded",
        "aborted, step 0                                                  | Aborted of Pending",
        "aborted, step 1, stepStartedAt                                   | Aborted of Running",
        "aborted, step 1, stepStartedAt, pausedAt                         | Aborted of Paused",
        "aborted, step 1, stepStartedAt, promotedAt                       | TakenBack",
        "aborted, step 1, stepStartedAt, promotedAt, rolledBack           | TakenBack by itself",
        "pending, step 1                                                  | CORRUPT",
        "pending, step 0, stepStartedAt                                   | CORRUPT",
        "running, step 0                                                  | CORRUPT",
        "running, step 2, stepStartedAt                                   | CORRUPT",
        "running, step -1, stepStartedAt                                  | CORRUPT",
        "running, step 1, stepStartedAt, pausedAt                         | CORRUPT",
        "running, step 1, stepStartedAt, rolledBack                       | CORRUPT",
        "paused, step 1, stepStartedAt                                    | CORRUPT",
        "promoting, step 1, stepStartedAt                                 | CORRUPT",
        "promoting, step 0, stepStartedAt, promotedAt                     | CORRUPT",
        "promoting, step 1, stepStartedAt, promotedAt, rolledBack         | CORRUPT",
        "succeeded, step 1                                                | CORRUPT",
        "aborted, step 1, promotedAt                                      | CORRUPT",
        "aborted, step 1, stepStartedAt, rolledBack                       | CORRUPT",
        "aborted, step 0, pausedAt                                        | CORRUPT",
        "aborted, step 1, stepStartedAt, pausedAt, promotedAt             | CORRUPT",
        "dreaming, step 0                                                 | INCOMPATIBLE",
      })
  void rollout_fieldsOfPhase_areReadOrRefused(String fields, String expected) {
    byte[] bytes = rolloutJson(fields).getBytes(UTF_8);

    String found;
    try {
      Rollout rollout = JsonIn.read(bytes, "a rollout", RolloutCodec::decode);
      found = rollout.getClass().getSimpleName();
      if (rollout instanceof Rollout.Aborted aborted) {
        found += " of " + aborted.last().getClass().getSimpleName();
      } else if (rollout instanceof Rollout.TakenBack back && back.byItself()) {
        found += " by itself";
      }
      byte[] again = JsonOut.bytes(json -> RolloutCodec.encode(json.begin(), rollout));
      assertThat(again).asString(UTF_8).isEqualTo(rolloutJson(fields));
    } catch (StoreException e) {
      found = e.code().name();
    }
    assertThat(found).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"64, true", "65, false"})
  void rollout_quarantinedSites_areBounded(int sites, boolean fine) {
    String site = "{'site':'a.example','since':'2026-11-21T13:00:00Z','why':'so'}";
    String list = ",'quarantined':[" + String.join(",", Collections.nCopies(sites, site)) + "]}";
    String json = rolloutJson("running, step 1, stepStartedAt").replaceFirst("}$", list);
    byte[] bytes = json.replace('\'', '"').getBytes(UTF_8);

    if (fine) {
      Rollout rollout = JsonIn.read(bytes, "a rollout", RolloutCodec::decode);
      assertThat(rollout.quarantined()).hasSize(sites);
    } else {
      assertThatThrownBy(() -> JsonIn.read(bytes, "a rollout", RolloutCodec::decode))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("65 quarantined sites");
    }
  }

  /** {@code phase, step n} and the fields that it has besides. */
  private static String rolloutJson(String fields) {
    String[] parts = fields.split(", ");
    StringBuilder json = new StringBuilder();
    json.append("{'id':'1.2.3-4','version':'1.2.3','alias':'latest','previous':'1.2.2',")
        .append("'steps':[{'weight':500,'duration':'PT1H'},{'weight':10000,'duration':'PT0S'}],")
        .append("'step':" + parts[1].substring("step ".length()))
        .append(",'phase':'" + parts[0] + "','salt':7,'bake':'PT24H'")
        .append(",'startAt':'2026-11-21T12:00:00Z'");
    for (String field : List.of(parts).subList(2, parts.length)) {
      String value = field.equals("rolledBack") ? "true" : "'2026-11-21T13:00:00Z'";
      json.append(",'" + field + "':" + value);
    }
    return json.append(",'reason':'why'}").toString().replace('\'', '"');
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "version",
        "alias",
        "previous",
        "steps",
        "phase",
        "bake",
        "startAt",
        "stepStartedAt"
      })
  void rollout_withoutAField_isCorrupt(String field) {
    String whole = rolloutJson("running, step 1, stepStartedAt");
    String less = whole.replaceFirst("\"" + field + "\":(\"[^\"]*\"|\\[[^]]*\\]),?", "");
    assertThat(less).isNotEqualTo(whole);

    assertThatThrownBy(() -> JsonIn.read(less.getBytes(UTF_8), "it", RolloutCodec::decode))
        .hasMessage("it is damaged: the field '" + field + "' is missing");
  }

  @Test
  void rollout_stepWithoutADuration_isCorrupt() {
    String less =
        rolloutJson("running, step 1, stepStartedAt").replace(",\"duration\":\"PT1H\"", "");

    assertThatThrownBy(() -> JsonIn.read(less.getBytes(UTF_8), "it", RolloutCodec::decode))
        .hasMessage("it is damaged: the field 'duration' is missing");
  }

  @Property(tries = 100)
  void batch_anyFlippedByte_isFound(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = BatchCodec.encode(batch(random, 7));
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(7));

    assertThat(code(() -> BatchCodec.decode(bytes, 7))).isIn(Code.CORRUPT, Code.INCOMPATIBLE);
  }

  @Test
  void batch_purgeThatAPersonAskedFor_comesBack() {
    Change asked =
        new Change.PurgeAsked(
            WidgetName.parse("@acme/chat"), List.of("w-_acme_chat", "w-_acme_chat-a-v1"));
    ChangeBatch batch = new ChangeBatch(3, "id", "n1", Bundles.NOW, "ana", "", List.of(asked));

    byte[] bytes = BatchCodec.encode(batch);

    assertThat(BatchCodec.decode(bytes, 3)).isEqualTo(batch);
    assertThat(new String(bytes, UTF_8))
        .contains("\"type\":\"purge-asked\"", "\"tags\":[\"w-_acme_chat\",");
  }

  @Test
  void batch_alarms_comeBack() {
    WidgetName chat = WidgetName.parse("chat");
    List<Change> changes =
        List.of(
            new Change.AlarmRaised(null, Alarm.Kind.PURGE, "varnish", "it answers 503"),
            new Change.AlarmRaised(chat, Alarm.Kind.STORE, "chat@1.0.0", "a blob is missing"),
            new Change.AlarmRaised(chat, Alarm.Kind.ROLLOUT_STUCK, "chat@1.0.0", "yanked"),
            new Change.AlarmRaised(chat, Alarm.Kind.ROLLOUT_INCONCLUSIVE, "chat@1.0.0", "both"),
            new Change.AlarmRaised(chat, Alarm.Kind.ROLLOUT_HELD, "chat@1.0.0", "a pin"),
            new Change.AlarmSettled(null, Alarm.Kind.PURGE, "varnish"),
            new Change.AlarmSettled(chat, Alarm.Kind.STORE, "chat@1.0.0"));
    ChangeBatch batch = new ChangeBatch(3, "id", "n1", Bundles.NOW, "watch", "", changes);

    byte[] bytes = BatchCodec.encode(batch);

    assertThat(BatchCodec.decode(bytes, 3)).isEqualTo(batch);
    byte[] other = new String(bytes, UTF_8).replace("\"purge\"", "\"weather\"").getBytes(UTF_8);
    assertThat(code(() -> BatchCodec.decode(other, 3))).isIn(Code.CORRUPT, Code.INCOMPATIBLE);
  }

  @Test
  void batch_otherSequence_isCorrupt() {
    byte[] bytes =
        BatchCodec.encode(new ChangeBatch(3, "id", "n1", Bundles.NOW, "a", "", List.of()));

    assertThatThrownBy(() -> BatchCodec.decode(bytes, 4))
        .hasMessage("log object 4 is damaged: expected sequence 4, found 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                                         | CORRUPT",
        "{                                          | CORRUPT",
        "[]                                         | CORRUPT",
        "{}                                         | CORRUPT",
        "{\"format\":2}                             | INCOMPATIBLE",
        "{\"format\":1,\"colour\":\"red\"}          | INCOMPATIBLE",
        "{\"format\":1,\"format\":1}                | CORRUPT",
        "{\"format\":1,\"sequence\":\"7\"}          | CORRUPT",
        "{\"format\":1,\"changes\":[{\"type\":\"merged\",\"widget\":\"chat\"}]} | INCOMPATIBLE",
        "{\"format\":1,\"changes\":[{\"type\":\"pinned\",\"widget\":\"chat\"}]} | CORRUPT",
        "{\"format\":1,\"changes\":[{\"type\":\"pinned\",\"widget\":\"../x\"}]} | CORRUPT",
      })
  void batch_notOurs_isRefusedWithACode(String json, Code expected) {
    assertThat(code(() -> BatchCodec.decode(json.getBytes(UTF_8), 7))).isEqualTo(expected);
  }

  @Test
  void manifest_filesInAnyOrder_hasOneForm(@TempDir Path staging) {
    Manifest manifest =
        Bundles.manifest(
            staging,
            "@acme/map",
            "1.0.0-rc.1+b",
            Map.of("b.js", "b", "a/é.js", "a"),
            new ArrayList<>());
    List<String> paths = new ArrayList<>(manifest.files().keySet());
    Collections.reverse(paths);
    Map<String, AssetEntry> reversed = new LinkedHashMap<>();
    paths.forEach(path -> reversed.put(path, manifest.files().get(path)));
    Manifest same =
        new Manifest(
            manifest.widget(),
            manifest.version(),
            manifest.publishedAt(),
            manifest.publishedBy(),
            manifest.entry(),
            reversed,
            manifest.packageJson());

    byte[] bytes = ManifestCodec.encode(manifest);

    assertThat(ManifestCodec.encode(same)).isEqualTo(bytes);
    Manifest decoded = ManifestCodec.decode(bytes, "a manifest");
    assertThat(decoded).isEqualTo(manifest);
    assertThat(decoded.version().build()).isEqualTo("b");
    assertThat(decoded.files().keySet()).containsExactly("a/é.js", "b.js");
  }

  @Test
  void manifest_nullFields_comeBackNull(@TempDir Path staging) {
    Manifest manifest =
        new Manifest(
            WidgetName.parse("chat"),
            Version.parse("1.0.0"),
            Bundles.NOW,
            "ana",
            null,
            Map.of(),
            null);

    assertThat(ManifestCodec.decode(ManifestCodec.encode(manifest), "a manifest"))
        .isEqualTo(manifest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'format':2}                                            | INCOMPATIBLE",
        "{'format':1,'files':[],'links':[]}                      | INCOMPATIBLE",
        "{'format':1,'files':[{'path':'a','mode':1}]}            | INCOMPATIBLE",
        "{'format':1,'files':[{'path':'a','size':-1}]}           | CORRUPT",
        "{'format':1,'widget':'chat'}                            | CORRUPT",
      })
  void manifest_notOurs_isRefusedWithACode(String json, Code expected) {
    byte[] bytes = json.replace('\'', '"').getBytes(UTF_8);

    assertThat(code(() -> ManifestCodec.decode(bytes, "a manifest"))).isEqualTo(expected);
  }
}
