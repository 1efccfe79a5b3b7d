package dev.widgetorigin.origin.purge.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.object.s3.AwsKeys;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures against what their providers published for that. */
final class SignaturesTest {
  private static final Instant SUITE = Instant.parse("2015-08-30T12:36:00Z");
  private static final Instant EDGEGRID = Instant.parse("2014-03-21T19:34:21Z");

  @ParameterizedTest(name = "AWS Signature Version 4 Test Suite, {0}")
  @CsvSource({
    "get-vanilla, GET, '', 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    "post-vanilla, POST, '', 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
    "get-vanilla-query-order-key-case, GET, ?Param2=value2&Param1=value1,"
        + " b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
  })
  void aws_signsAsTheTestSuite(String name, String method, String query, String signature) {
    var fields =
        new AwsSignature("us-east-1", "service")
            .sign(
                method,
                URI.create("https://example.amazonaws.com/" + query),
                new byte[0],
                new AwsKeys("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null),
                SUITE);

    assertThat(fields)
        .as(name)
        .containsEntry("x-amz-date", "20150830T123600Z")
        .containsEntry(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                + " SignedHeaders=host;x-amz-date, Signature="
                + signature);
  }

  @ParameterizedTest(name = "AkamaiOPEN-edgegrid testdata.json, {0}")
  @CsvSource({
    "simple GET, GET, /, '', tL+y4hxyHxgWVD30X3pWnGKHcPzmrIF+LThiAOhMxYU=",
    "GET with querystring, GET, /testapi/v1/t1?p1=1&p2=2, '',"
        + " hKDH1UlnQySSHjvIcZpDMbQHihTQ0XyVAKZaApabdeA=",
    "POST inside limit, POST, /testapi/v1/t3, datadatadatadatadatadatadatadata,"
        + " hXm4iCxtpN22m4cbZb4lVLW5rhX8Ca82vCFqXzSTPe4=",
    "POST empty body, POST, /testapi/v1/t6, '', 1gEDxeQGD5GovIkJJGcBaKnZ+VaPtrc4qBUHixjsPCQ=",
  })
  void edgeGrid_signsAsTheTestData(
      String name, String method, String target, String body, String signature) {
    assertThat(edgeGrid(method, target, body)).as(name).endsWith(";signature=" + signature);
  }

  @Test
  void edgeGrid_longContent_signsItsBeginning() {
    assertThat(edgeGrid("POST", "/testapi/v1/t3", "d".repeat(2048)))
        .isEqualTo(edgeGrid("POST", "/testapi/v1/t3", "d".repeat(2049)))
        .endsWith(";signature=6Q6PiTipLae6n4GsSIDTCJ54bEbHUBp+4MUXrbQCBoY=");
  }

  private static String edgeGrid(String method, String target, String body) {
    EdgeGrid.Keys keys =
        EdgeGrid.Keys.parse(
            """
            [default]
            client_secret = xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=
            host = akaa-baseurl-xxxxxxxxxxx-xxxxxxxxxxxxx.luna.akamaiapis.net/
            access_token = akab-access-token-xxx-xxxxxxxxxxxxxxxx
            client_token = akab-client-token-xxx-xxxxxxxxxxxxxxxx
            """);
    return new EdgeGrid(keys, 2048)
        .sign(
            method,
            URI.create("https://" + keys.host() + target),
            body.getBytes(StandardCharsets.UTF_8),
            EDGEGRID,
            "nonce-xx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
  }
}
