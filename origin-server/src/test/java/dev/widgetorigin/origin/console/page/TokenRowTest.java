package dev.widgetorigin.origin.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.console.call.Doc;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What may be done to which token. */
class TokenRowTest {
  private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

  private static List<TokenRow> rows(String... tokens) {
    List<Doc> docs = new ArrayList<>();
    for (String token : tokens) {
      docs.add(new Doc(JsonMapper.shared().readTree(token.replace('\'', '"'))));
    }
    return TokenRow.of(docs, "a", NOW);
  }

  private static final String ADMIN = "{'id':'a','scopes':['admin'],'expires':null}";
  private static final String CI = "{'id':'b','scopes':['publish:chat'],'expires':null}";

  @Test
  void lastAdministrator_canBeRotatedNotRevoked() {
    List<TokenRow> rows =
        rows(ADMIN, CI, "{'id':'c','scopes':['admin'],'expires':'2026-11-29T09:59:59.999Z'}");
    assertThat(rows.get(0).fixed()).contains("only administrator's token");
    assertThat(rows.get(0).unturnable()).isEmpty();
    assertThat(rows.get(1).fixed()).isEmpty();
    assertThat(rows.get(2).fixed()).isEmpty();
    assertThat(rows.get(2).unturnable()).isEqualTo("It has expired.");
  }

  @Test
  void oneOfTwoAdministrators_canBeRevoked() {
    List<TokenRow> rows = rows(ADMIN, "{'id':'config-admin','scopes':['admin'],'expires':null}");
    assertThat(rows.get(0).fixed()).isEmpty();
    assertThat(rows.get(0).own()).isTrue();
    assertThat(rows.get(1).fixed()).contains("configuration");
    assertThat(rows.get(1).unturnable()).contains("configuration");
  }
}
