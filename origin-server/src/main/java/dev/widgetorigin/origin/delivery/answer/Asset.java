package dev.widgetorigin.origin.delivery.answer;

import dev.widgetorigin.origin.delivery.negotiate.AcceptEncoding;
import dev.widgetorigin.origin.delivery.negotiate.Preconditions;
import dev.widgetorigin.origin.delivery.negotiate.VariantChoice;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.CorsPolicy;
import dev.widgetorigin.origin.web.HeaderBlock;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.text.MediaTypes;
import dev.widgetorigin.store.AssetEntry;
import dev.widgetorigin.store.Encoding;

/**
 * A file that a URL was found to mean, and its representations, smallest first. Holds for as long
 * as its target does.
 */
public final class Asset implements Resource {
  final String contentType;
  final Representation[] representations;

  /** See {@link Preconditions#evaluate}. */
  final long unchangedSince;

  final boolean variesByEncoding;
  private final ResolvedTarget target;
  private final CorsPolicy cors;
  private final Encoding[] encodings;
  private final PreparedAnswer[] whole;
  private final long lastModified;
  private final Downloads downloads;

  Asset(
      ResolvedTarget target,
      AssetEntry entry,
      CorsPolicy cors,
      Representation[] smallestFirst,
      long lastModified,
      long unchangedSince,
      boolean variesByEncoding,
      Downloads downloads) {
    this.target = target;
    this.contentType = MediaTypes.of(entry.path());
    this.cors = cors;
    this.representations = smallestFirst;
    this.encodings = new Encoding[smallestFirst.length];
    this.whole = new PreparedAnswer[smallestFirst.length];
    for (int i = 0; i < smallestFirst.length; i++) {
      encodings[i] = smallestFirst[i].encoding();
      whole[i] = PreparedAnswer.whole(this, smallestFirst[i]);
    }
    this.lastModified = lastModified;
    this.unchangedSince = unchangedSince;
    this.variesByEncoding = variesByEncoding;
    this.downloads = downloads;
  }

  /** Index of the best acceptable representation, or {@link VariantChoice#NONE}: 406. */
  int choose(AcceptEncoding accepted) {
    return VariantChoice.choose(accepted, encodings);
  }

  /**
   * Index of the file as it was published, if that is acceptable and not {@code other}; else {@link
   * VariantChoice#NONE}.
   */
  int identityInsteadOf(Representation other, AcceptEncoding accepted) {
    for (int i = 0; i < representations.length; i++) {
      if (encodings[i] == null && representations[i] != other && accepted.weight(null) > 0) {
        return i;
      }
    }
    return VariantChoice.NONE;
  }

  /** The 200 of a whole representation, made once: a hot answer is decided without allocating. */
  PreparedAnswer whole(int index) {
    return whole[index];
  }

  /** The same reply as this request's Origin gets it. */
  public Reply allowOrigin(Reply reply, Request request) {
    if (!cors.varies()) {
      return reply;
    }
    String origin = request.header("origin");
    if (!cors.allows(origin)) {
      return reply;
    }
    HeaderBlock.Builder headers = reply.headers().toBuilder();
    cors.addOrigin(headers, origin);
    return new Reply(reply.status(), headers.build(), reply.body());
  }

  @Override
  public ResolvedTarget target() {
    return target;
  }

  /** In seconds since 1970. */
  public long lastModified() {
    return lastModified;
  }

  public Downloads downloads() {
    return downloads;
  }

  @Override
  public int weight() {
    HeaderBlock[] heads = new HeaderBlock[representations.length];
    for (int i = 0; i < heads.length; i++) {
      heads[i] = representations[i].headers();
    }
    return HeadWeight.of(heads);
  }
}
