package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.HeaderBlock;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.store.Digest;
import dev.widgetorigin.store.Encoding;

/**
 * One encoded form of a found file, or a text that the origin made itself, with the head of every
 * answer about it made in advance.
 */
final class Representation {
  final Encoding encoding;
  final Digest digest;
  final long size;
  final String etag;
  final Reply head;
  final Reply notModified;

  /** The content where it is no blob; else null. Never released. */
  final Body.Memory text;

  /** The last reply made of a body in memory; shared by all who ask while that body is hot. */
  private volatile Reply hot;

  Representation(
      Encoding encoding,
      Digest digest,
      long size,
      String etag,
      HeaderBlock headers,
      HeaderBlock notModified,
      Body.Memory text) {
    this.encoding = encoding;
    this.digest = digest;
    this.size = size;
    this.etag = etag;
    this.head = new Reply(200, headers, Body.EMPTY);
    this.notModified = new Reply(304, notModified, Body.EMPTY);
    this.text = text;
  }

  HeaderBlock headers() {
    return head.headers();
  }

  String encodingToken() {
    return encoding == null ? "identity" : encoding.token();
  }

  /** The 200 with this body: the one made before, where the body is the same. */
  Reply reply(Body.Memory body) {
    Reply made = hot;
    if (made == null || made.body() != body) {
      made = new Reply(200, headers(), body);
      hot = made;
    }
    return made;
  }
}
