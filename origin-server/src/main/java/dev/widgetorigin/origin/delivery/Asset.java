package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.delivery.negotiate.AcceptEncoding;
import dev.widgetorigin.origin.delivery.negotiate.Preconditions;
import dev.widgetorigin.origin.delivery.negotiate.VariantChoice;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.CorsPolicy;
import dev.widgetorigin.origin.web.HeaderBlock;
import dev.widgetorigin.origin.web.text.MediaTypes;
import dev.widgetorigin.store.AssetEntry;
import dev.widgetorigin.store.Encoding;

/**
 * A file that a URL was found to mean, and its representations, smallest first. Holds for as long
 * as its target does.
 */
final class Asset implements Prepared {
  final ResolvedTarget target;
  final AssetEntry entry;
  final String contentType;
  final CorsPolicy cors;
  final Representation[] representations;
  final Encoding[] encodings;
  final long lastModified;

  /** See {@link Preconditions#evaluate}. */
  final long unchangedSince;

  final boolean variesByEncoding;
  final DeliveryEvents.Downloads downloads;

  Asset(
      ResolvedTarget target,
      AssetEntry entry,
      CorsPolicy cors,
      Representation[] smallestFirst,
      long lastModified,
      long unchangedSince,
      boolean variesByEncoding,
      DeliveryEvents.Downloads downloads) {
    this.target = target;
    this.entry = entry;
    this.contentType = MediaTypes.of(entry.path());
    this.cors = cors;
    this.representations = smallestFirst;
    this.encodings = new Encoding[smallestFirst.length];
    for (int i = 0; i < smallestFirst.length; i++) {
      encodings[i] = smallestFirst[i].encoding;
    }
    this.lastModified = lastModified;
    this.unchangedSince = unchangedSince;
    this.variesByEncoding = variesByEncoding;
    this.downloads = downloads;
  }

  /** The best acceptable one, or null: 406. */
  Representation choose(AcceptEncoding accepted) {
    int index = VariantChoice.choose(accepted, encodings);
    return index == VariantChoice.NONE ? null : representations[index];
  }

  /** The file as it was published, if that is acceptable and not {@code other}. */
  Representation identityInsteadOf(Representation other, AcceptEncoding accepted) {
    for (Representation representation : representations) {
      if (representation.encoding == null && representation != other && accepted.weight(null) > 0) {
        return representation;
      }
    }
    return null;
  }

  @Override
  public ResolvedTarget target() {
    return target;
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
