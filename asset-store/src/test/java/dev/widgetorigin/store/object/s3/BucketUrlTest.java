package dev.widgetorigin.store.object.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BucketUrlTest {
  @ParameterizedTest
  @CsvSource({
    "s3://bucket, bucket, ''",
    "s3://bucket/, bucket, ''",
    "s3://my.bucket-1/a, my.bucket-1, a/",
    "s3://bucket/a/b/, bucket, a/b/",
  })
  void parse_url_findsBucketAndPrefix(String url, String bucket, String prefix) {
    assertThat(BucketUrl.parse(url)).isEqualTo(new BucketUrl(bucket, prefix));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bucket",
        "s3:/bucket",
        "s3://",
        "s3://B/a",
        "s3://ab",
        "s3://bucket//a",
        "s3://bucket/a//b",
        "s3://bucket/a?b",
        "http://bucket/a",
        "s3://bucket/ü"
      })
  void parse_anythingElse_saysWhatIsExpected(String url) {
    assertThatThrownBy(() -> BucketUrl.parse(url)).hasMessageContaining(BucketUrl.EXPECTED);
  }
}
