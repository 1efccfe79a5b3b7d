package dev.widgetorigin.origin.web.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedactionTest {
  /** What must not be seen in any form. */
  private static final String TOKEN = "wo_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_abcde";

  private static final String JWT = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2EifQ.c2lnbmF0dXJl";

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "/-/npm/-/user/token/TOKEN /-/npm/-/user/token/***",
        "/-/npm/-/user/token/chosen-by-hand /-/npm/-/user/token/***",
        "/-/user/token/chosen-by-hand /-/user/token/***",
        "/-/npm/v1/tokens/token/abc /-/npm/v1/tokens/token/***",
        "/-/api/v1/tokens/chosen-by-hand /-/api/v1/tokens/***",
        "/-/api/v1/tokens/chosen/rotate /-/api/v1/tokens/***/rotate",
        "/-/api/v1/tokens/75d6f3f209b5 /-/api/v1/tokens/75d6f3f209b5",
        "/-/api/v1/tokens/75d6f3f209b5/rotate /-/api/v1/tokens/75d6f3f209b5/rotate",
        "/-/api/v1/tokens/config-75d6f3f2 /-/api/v1/tokens/config-75d6f3f2",
        "/x/TOKEN/y /x/***/y",
        "/x/JWT /x/***",
        "/x/ghp_0123456789abcdefghijABCDEFGHIJ012345 /x/***",
        "/x/npm_0123456789abcdefghijABCDEFGHIJ012345 /x/***",
        "/x/glpat-0123456789abcdefghij /x/***",
        "/x/gho_0123456789abcdefghijABCDEFGHIJ012345 /x/***",
        "github_pat_0123456789abcdefghijABCDEFGHIJ ***",
        "npm_0123456789abcdefghijABCDEFGHIJ012345 ***",
        "glpat-0123456789abcdefghij ***",
        "wo_0123456789abcdefghij ***",
        "x_wo_0123456789abcdefghij x_***",
        "éghs_0123456789abcdefghij é***",
        "a=1&token=short&b=2 a=1&token=***&b=2",
        "access_token=short access_token=***",
        "//r/:_authToken=short //r/:_authToken=***",
        "ACCESS_TOKEN=short ACCESS_TOKEN=***",
        "_auth=dXNlcjpwYXNz _auth=***",
        "password=p%40ss password=***",
        "X-Amz-Signature=abc&x=1 X-Amz-Signature=***&x=1",
        "sig=abc&v=1 sig=***&v=1",
        "https://user:pass@host/x https://***@host/x",
        "https://user@host/x https://***@host/x",
        "'{\"token\":\"short\",\"a\":1}' '{\"token\":\"***\",\"a\":1}'",
        "'{\\\"password\\\": \\\"short\\\"}' '{\\\"password\\\": \\\"***\\\"}'",
        "'Bearer short-one' 'Bearer ***'",
        "'authorization: bearer  JWT x' 'authorization: bearer  *** x'",
        "'Authorization: Basic dXNlcjpwYXNzd29yZA==' 'Authorization: Basic ***'"
      })
  void hide_secret_isGoneAndTheRestStays(String text, String expected) {
    String secret = text.replace("TOKEN", text.contains("ACCESS") ? "TOKEN" : TOKEN);
    assertThat(Redaction.hide(secret.replace("JWT", JWT))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"token\"\t:\t\"AbCdEfGh\"",
        "\"password\"\n:\"AbCdEfGh\"",
        "Bearer\tAbCdEfGhIj",
        "basic\tAbCdEfGhIj==",
      })
  void hide_secretAfterOtherWhiteSpace_isGone(String text) {
    assertThat(Redaction.hide(text)).contains("***").doesNotContain("AbC");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/x/wo_AbC",
        "/x/npm_",
        "/x/eyJhbGciOiJSUzI1NiJ9",
        "/x/eyJhbGciOiJSUzI1NiJ9.eyJpc",
        "a=1&b=ghp_0123",
        "/x?u=https://user:pas",
        "h=Bearer sho",
        "/x/%77o_AbC",
        "/x/%65yJhbGci"
      })
  void hideInCutTarget_beginningOfASecret_isGone(String text) {
    assertThat(Redaction.hideInCutTarget("/long" + text))
        .endsWith("***")
        .doesNotContain("AbC", "eyJ", "npm_", "0123", "pas", "sho", "%65");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/chat/v1/chat.js", "/two_words/hellowo_x", "/%C3%A9/a", ""})
  void hideInCutTarget_nothingSecret_isLeft(String text) {
    assertThat(Redaction.hideInCutTarget(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/chat/v1.2.3/chat.js",
        "/tokens/dark.css",
        "/chat/v1/design-tokens/tokens.json",
        "/two_columns_layout_with_a_long_name.js",
        "/wo_short.js",
        "/@acme/chat@latest/x.js",
        "/-/npm/@acme%2fchat",
        "This call needs a token: send 'Authorization: Bearer <token>'.",
        "Bearer realm=\"widget-origin\"",
        "The token 'ci' lacks the scope publish:chat; it has [read].",
        "tokens: expected a list",
        "Basic authentication is not offered",
        "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC",
        "ana@example.com said: https://example.com/a@b"
      })
  void hide_textWithoutASecret_isTheSame(String text) {
    assertThat(Redaction.hide(text)).isEqualTo(text);
  }

  /** The access log asks this of each path: the expressions would cost more than the answer. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/chat@1.2.3/chat.js",
        "/@acme/chat@latest/dist/two_words/text-input.js",
        "/npm/react-dom@19/umd/react-dom.production.min.js",
        "/_next/gh_x/wo/npm/x_y.css",
        "v=3"
      })
  void suspicious_ordinaryTarget_isTrueOnlyForAQuery(String target) {
    assertThat(Redaction.suspicious(target)).isEqualTo(target.contains("="));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/-/npm/-/user/token/%77o_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_abcde",
        "/%2D/npm/%2d/user/token/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789",
        "/x/%77%6F%5FAbCdEfGhIjKlMnOpQrStUvWxYz0123456789",
        "/x/%2577o%255FAbCdEfGhIjKlMnOpQrStUvWxYz0123456789",
        "t%6Fken=AbCdEfGhIjKlMnOpQrStUvWxYz0123456789",
        "a=Bearer%20AbCdEfGhIjKlMnOpQrStUvWxYz0123456789",
        "u=https%3A%2F%2Fme%3AAbCdEfGhIjKlMnOpQrStUvWxYz0123456789%40host",
        "token=x&u=%77o_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"
      })
  void hideInTarget_encodedSecret_isGone(String target) {
    assertThat(Redaction.hideInTarget(target))
        .contains("***")
        .doesNotContain("AbCdEfGhIjKlMnOpQrStUvWxYz");
  }

  @Test
  void hideInTarget_encodedButHarmless_isTheSame() {
    for (String target :
        List.of("/a%20b/%E6%95%B0", "/%", "/%zz%2", "/-/api/v1/widgets/%40a%2Fb")) {
      assertThat(Redaction.hideInTarget(target)).isEqualTo(target);
    }
    assertThat(Redaction.hideInTarget(null)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"eyJ", "eyJaaaaaaaa.", "://", "://a", "wo_", "token=", "Bearer ", "/-/", "basic "})
  // In proportion to the square of the length it would be minutes.
  @Timeout(20)
  void hide_longTextOfHalfSecrets_takesTimeInProportion(String part) {
    String text = part.repeat(250_000 / part.length());
    assertThat(Redaction.hide(text)).isNotNull();
    assertThat(Redaction.hideInTarget(text + "%41")).isNotNull();
  }
}
