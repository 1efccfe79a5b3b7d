package dev.widgetorigin.origin.cli.demo;

import dev.widgetorigin.origin.cli.client.Sizes;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * One answer, and what is wrong with it: each expectation that it does not meet. Not thread-safe.
 */
final class SeenAnswer {
  private final String method;
  private final String path;
  private final HttpResponse<byte[]> response;
  private final Consumer<SeenAnswer> judged;
  private final StringBuilder wrong = new StringBuilder();
  private byte[] dictionary;

  /**
   * @param judged is told of it when all was looked at
   */
  SeenAnswer(
      String method, String path, HttpResponse<byte[]> response, Consumer<SeenAnswer> judged) {
    this.method = method;
    this.path = path;
    this.response = response;
    this.judged = judged;
  }

  byte[] body() {
    return response.body();
  }

  /** Null where it is absent; several in one line, as HTTP joins them. */
  String header(String name) {
    return response.headers().allValues(name).isEmpty()
        ? null
        : String.join(", ", response.headers().allValues(name));
  }

  /**
   * @param value null where the field must be absent
   */
  SeenAnswer has(String name, String value) {
    return expect(name, value, header(name));
  }

  /** What the client has. */
  SeenAnswer with(byte[] file) {
    dictionary = file;
    return this;
  }

  SeenAnswer hasLessThan(int length) {
    return expect("fewer than " + length + " bytes", true, response.body().length < length);
  }

  SeenAnswer hasLength(int length) {
    return expect("length", length, response.body().length);
  }

  SeenAnswer hasText(String text) {
    boolean there = new String(response.body(), StandardCharsets.UTF_8).contains(text);
    return expect("text " + text, true, there);
  }

  /** The content, decoded, is what was published. */
  SeenAnswer isIntegrity(String integrity) {
    return expect("content", integrity, integrityOfContent());
  }

  private SeenAnswer expect(String what, Object expected, Object found) {
    if (!Objects.equals(expected, found)) {
      wrong.append("%n      %s: expected %s, found %s".formatted(what, expected, found));
    }
    return this;
  }

  /** Ends it: the status is looked at last, and the answer is told of. */
  void done(int status) {
    expect("status", status, response.statusCode());
    judged.accept(this);
  }

  boolean isRight() {
    return wrong.isEmpty();
  }

  /** One line, and one more for each thing that is not as it should be. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s %d %-7s %-48s %-8s %9s  %s%s",
        isRight() ? "ok " : "BAD",
        response.statusCode(),
        method,
        path,
        Objects.requireNonNullElse(header("Content-Encoding"), "-"),
        Sizes.text(response.body().length),
        Objects.requireNonNullElse(header("Cache-Control"), "-"),
        wrong);
  }

  private String integrityOfContent() {
    String encoding = header("Content-Encoding");
    try {
      return sha384(DemoContent.decode(encoding, response.body(), dictionary));
    } catch (IOException | RuntimeException e) {
      // Whatever the decoders throw: it is not what was published.
      return "what is no " + encoding + ": " + e.getMessage();
    }
  }

  private static String sha384(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-384").digest(bytes);
      return "sha384-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new LinkageError("every JDK has SHA-384", e);
    }
  }
}
