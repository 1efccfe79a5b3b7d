package dev.widgetorigin.origin.observe.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.widgetorigin.origin.web.text.Redaction;
import java.nio.charset.Charset;

/**
 * Hides secrets in the finished line, whatever put them there: message, arguments, or the text of
 * an exception. Thread-safe where the encoder within is.
 */
final class SecretHidingEncoder extends EncoderBase<ILoggingEvent> {
  private final Encoder<ILoggingEvent> encoder;
  private final Charset charset;

  /**
   * @param charset that the encoder within writes
   */
  SecretHidingEncoder(Encoder<ILoggingEvent> encoder, Charset charset) {
    this.encoder = encoder;
    this.charset = charset;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    byte[] line = encoder.encode(event);
    String text = new String(line, charset);
    String hidden = Redaction.hide(text);
    return hidden.equals(text) ? line : hidden.getBytes(charset);
  }

  @Override
  public byte[] headerBytes() {
    return encoder.headerBytes();
  }

  @Override
  public byte[] footerBytes() {
    return encoder.footerBytes();
  }
}
