package dev.widgetorigin.origin.changes.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.widget.Alarm;
import dev.widgetorigin.store.widget.ApiToken;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class HistoryJsonTest {
  private static final WidgetName CHAT = WidgetName.parse("chat");
  private static final Version V1 = Version.parse("1.0.0");
  private static final Version V2 = Version.parse("2.0.0");
  private static final Digest SOME = Digest.of(new byte[32]);
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");

  static Stream<Arguments> changes() {
    return Stream.of(
        Arguments.of(
            new Change.Published(CHAT, V1, ReleaseState.STAGED, SOME, SOME, null),
            "{'type':'published','version':'1.0.0','state':'staged'}",
            "published 1.0.0 as staged"),
        Arguments.of(
            new Change.Published(CHAT, V1, ReleaseState.RELEASED, SOME, SOME, "beta"),
            "{'type':'published','version':'1.0.0','state':'released','channel':'beta'}",
            "published 1.0.0 to the channel beta"),
        Arguments.of(
            new Change.Published(
                CHAT,
                V1,
                ReleaseState.RELEASED,
                SOME,
                SOME,
                null,
                Instant.parse("2024-03-01T12:00:00Z")),
            "{'type':'published','version':'1.0.0','state':'released',"
                + "'publishedAt':'2024-03-01T12:00:00Z'}",
            "published 1.0.0, first published elsewhere at 2024-03-01T12:00:00Z"),
        Arguments.of(
            new Change.Promoted(CHAT, V1),
            "{'type':'promoted','version':'1.0.0'}",
            "promoted 1.0.0, which counts for latest from then on"),
        Arguments.of(
            new Change.Repaired(CHAT, V1, SOME),
            "{'type':'repaired','version':'1.0.0'}",
            "published 1.0.0 again, which replaced damaged files"),
        Arguments.of(
            new Change.Completed(CHAT, V1, SOME, null),
            "{'type':'completed','version':'1.0.0'}",
            "put the best variants of 1.0.0 in place"),
        Arguments.of(
            new Change.Completed(CHAT, V1, SOME, "beta"),
            "{'type':'completed','version':'1.0.0','channel':'beta'}",
            "put the best variants of 1.0.0 in place, for the channel beta"),
        Arguments.of(
            new Change.StateChanged(CHAT, V1, ReleaseState.RELEASED, ReleaseState.YANKED, "bad"),
            "{'type':'state-changed','version':'1.0.0','from':'released','to':'yanked',"
                + "'reason':'bad'}",
            "yanked 1.0.0 (was released)"),
        Arguments.of(
            new Change.ChannelMoved(CHAT, "beta", null, V2),
            "{'type':'channel-moved','to':'2.0.0','channel':'beta'}",
            "made the channel beta, which answers 2.0.0"),
        Arguments.of(
            new Change.ChannelMoved(CHAT, "beta", V1, null),
            "{'type':'channel-moved','from':'1.0.0','channel':'beta'}",
            "dropped the channel beta (was 1.0.0)"),
        Arguments.of(
            new Change.Pinned(CHAT, "v1", V2, V1, "bad"),
            "{'type':'pinned','from':'2.0.0','to':'1.0.0','alias':'v1','reason':'bad'}",
            "pinned v1 to 1.0.0 (was 2.0.0)"),
        Arguments.of(
            new Change.Unpinned(CHAT, "v1", V1),
            "{'type':'unpinned','from':'1.0.0','alias':'v1','reason':''}",
            "lifted the pin of v1 to 1.0.0"),
        Arguments.of(
            new Change.RolledBack(CHAT, "latest", V2, V1, "bad"),
            "{'type':'rolled-back','from':'2.0.0','to':'1.0.0','alias':'latest','reason':'bad'}",
            "rolled back latest from 2.0.0 to 1.0.0"),
        Arguments.of(
            new Change.FollowChanged(
                CHAT, "acme", Selector.parse("latest"), Duration.ofDays(7), true, "audit"),
            "{'type':'follow-changed','channel':'acme','follow':'latest','delay':'7d','hold':true,"
                + "'reason':'audit'}",
            "made the channel acme follow latest, 7d later; it is held where it is"),
        Arguments.of(
            new Change.FollowChanged(CHAT, "acme", null, null, false, null),
            "{'type':'follow-changed','channel':'acme','follow':null}",
            "made the channel acme follow nothing any more"),
        Arguments.of(
            new Change.Followed(CHAT, List.of("acme", "shop"), V1, V2, "latest: due"),
            "{'type':'followed','from':'1.0.0','to':'2.0.0','by':'follow',"
                + "'channels':['acme','shop'],'reason':'latest: due'}",
            "moved the channels acme, shop from 1.0.0 to 2.0.0, by their rule"),
        Arguments.of(
            new Change.SwitchedOff(CHAT, null, "bad"),
            "{'type':'switched-off','channel':null,'reason':'bad'}",
            "switched off the whole widget"),
        Arguments.of(
            new Change.SwitchedOn(CHAT, "acme"),
            "{'type':'switched-on','channel':'acme'}",
            "switched on the channel acme again"),
        Arguments.of(
            new Change.TemplateChanged(CHAT, "acme", null, 2),
            "{'type':'template-changed','channel':'acme','from':null,'to':2}",
            "keeps loader template 2 in the channel acme"),
        Arguments.of(
            new Change.SettingsChanged(CHAT, WidgetSettings.DEFAULTS),
            "{'type':'settings-changed','settings':{}}",
            "changed the settings; all are the defaults now"),
        Arguments.of(
            new Change.PurgeAsked(CHAT, List.of("w-chat")),
            "{'type':'purge-asked','tags':['w-chat']}",
            "asked edges to forget w-chat"),
        Arguments.of(
            new Change.TokenChanged(new ApiToken("t1", "ci", SOME, List.of(), NOW, "ann", NOW)),
            "{'type':'token-changed','id':'t1','name':'ci','expires':'2026-11-21T09:00:00Z'}",
            "made or renewed the token ci, which ends 2026-11-21T09:00:00Z"),
        Arguments.of(
            new Change.TokenChanged(new ApiToken("t1", "ci", SOME, List.of(), NOW, "ann", null)),
            "{'type':'token-changed','id':'t1','name':'ci','expires':null}",
            "made or renewed the token ci"),
        Arguments.of(
            new Change.TokenRevoked("t1", "ci"),
            "{'type':'token-revoked','id':'t1','name':'ci'}",
            "revoked the token ci"),
        Arguments.of(
            new Change.AlarmRaised(null, Alarm.Kind.PURGE, "varnish", "503"),
            "{'type':'purge-failed','subject':'varnish','problem':'503'}",
            "cannot purge the edge varnish: 503"),
        Arguments.of(
            new Change.AlarmSettled(null, Alarm.Kind.PURGE, "varnish"),
            "{'type':'purge-recovered','subject':'varnish'}",
            "can purge the edge varnish again"),
        Arguments.of(
            new Change.AlarmRaised(CHAT, Alarm.Kind.STORE, "chat@1.0.0", "missing"),
            "{'type':'store-damaged','subject':'chat@1.0.0','problem':'missing'}",
            "found damaged files in chat@1.0.0: missing"),
        Arguments.of(
            new Change.AlarmSettled(CHAT, Alarm.Kind.STORE, "chat@1.0.0"),
            "{'type':'store-recovered','subject':'chat@1.0.0'}",
            "found all files of chat@1.0.0 whole again"),
        Arguments.of(
            new Change.AlarmRaised(CHAT, Alarm.Kind.ROLLOUT_STUCK, "chat@1.0.0", "yanked"),
            "{'type':'rollout-stuck','subject':'chat@1.0.0','problem':'yanked'}",
            "cannot take back the rollout of chat@1.0.0: yanked"),
        Arguments.of(
            new Change.AlarmRaised(CHAT, Alarm.Kind.ROLLOUT_INCONCLUSIVE, "chat@1.0.0", "both"),
            "{'type':'rollout-inconclusive','subject':'chat@1.0.0','problem':'both'}",
            "cannot judge the rollout of chat@1.0.0: both"),
        Arguments.of(
            new Change.AlarmRaised(CHAT, Alarm.Kind.ROLLOUT_HELD, "chat@1.0.0", "a pin"),
            "{'type':'rollout-held','subject':'chat@1.0.0','problem':'a pin'}",
            "cannot bring the rollout to every alias: chat@1.0.0: a pin"),
        Arguments.of(
            new Change.AlarmSettled(CHAT, Alarm.Kind.ROLLOUT_STUCK, "chat@1.0.0"),
            "{'type':'rollout-recovered','subject':'chat@1.0.0'}",
            "needs nobody for the rollout of chat@1.0.0 any more"),
        Arguments.of(
            new Change.Swept(7),
            "{'type':'swept','epoch':7}",
            "cleaned up: what no version uses may go, up to epoch 7"));
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("changes")
  void batch_everyKindOfChange_saysWhatItDid(Change change, String json, String words) {
    ChangeBatch batch = new ChangeBatch(3, "id", "node", NOW, "ann", "why", List.of(change));
    Map<String, Object> shown = HistoryJson.batch(batch, change.widget());
    String text = JsonMapper.shared().writeValueAsString(shown);
    JsonNode said = JsonMapper.shared().readTree(text).path("changes").get(0);
    assertThat(ChangeWords.of(said)).isEqualTo(words);
    assertThat(text)
        .isEqualTo(
            ("{'sequence':3,'time':'2026-11-21T09:00:00Z','who':'ann','why':'why','changes':["
                    + json
                    + "]}")
                .replace('\'', '"'));
  }
}
