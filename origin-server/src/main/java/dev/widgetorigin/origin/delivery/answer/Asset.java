package dev.widgetorigin.origin.delivery.answer;

import dev.widgetorigin.origin.delivery.negotiate.AcceptEncoding;
import dev.widgetorigin.origin.delivery.negotiate.AvailableDictionary;
import dev.widgetorigin.origin.delivery.negotiate.Preconditions;
import dev.widgetorigin.origin.delivery.negotiate.VariantChoice;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.head.CorsPolicy;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.origin.web.text.MediaTypes;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Encoding;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A file that a URL was found to mean, and its representations: those that every client can decode,
 * smallest first, then deltas. Holds for as long as its target does.
 */
public final class Asset implements Resource {
  final String contentType;
  final Representation[] representations;

  /** See {@link Preconditions#evaluate}. */
  final long unchangedSince;

  final Varying varying;
  private final ResolvedTarget target;
  private final CorsPolicy cors;
  private final Choices plain;

  /** What each dictionary makes possible; parallel to {@link #dictionaryNames}. */
  private final Choices[] withDictionary;

  /** Values of Available-Dictionary. */
  private final String[] dictionaryNames;

  private final PreparedAnswer[] whole;
  private final long lastModified;
  private final Downloads downloads;
  private final BooleanSupplier holds;

  /** Some of the representations, smallest first. */
  private static final class Choices {
    private final int[] indices;
    private final Encoding[] encodings;

    private Choices(int[] indices, Encoding[] encodings) {
      this.indices = indices;
      this.encodings = encodings;
    }

    private static Choices of(Representation[] all, Digest dictionary) {
      int[] indices = new int[all.length];
      int count = 0;
      for (int i = 0; i < all.length; i++) {
        if (all[i].dictionary() == null || all[i].dictionary().equals(dictionary)) {
          int at = count++;
          for (; at > 0 && all[indices[at - 1]].size() > all[i].size(); at--) {
            indices[at] = indices[at - 1];
          }
          indices[at] = i;
        }
      }
      Encoding[] encodings = new Encoding[count];
      for (int i = 0; i < count; i++) {
        encodings[i] = all[indices[i]].encoding();
      }
      return new Choices(Arrays.copyOf(indices, count), encodings);
    }

    int choose(AcceptEncoding accepted) {
      int chosen = VariantChoice.choose(accepted, encodings);
      return chosen == VariantChoice.NONE ? chosen : indices[chosen];
    }
  }

  /**
   * How it varies.
   *
   * @param byEncoding whether it has, or could have, encoded variants
   * @param byDictionary whether it has, or could have, deltas
   */
  record Varying(boolean byEncoding, boolean byDictionary) {
    HeaderBlock.Builder addTo(HeaderBlock.Builder headers) {
      if (byEncoding) {
        headers.vary("Accept-Encoding");
      }
      return byDictionary ? headers.vary("Available-Dictionary") : headers;
    }
  }

  /**
   * @param holds whether it still does, where its target does; never blocks
   */
  Asset(
      ResolvedTarget target,
      String file,
      CorsPolicy cors,
      Representation[] representations,
      long lastModified,
      long unchangedSince,
      Varying varying,
      Downloads downloads,
      BooleanSupplier holds) {
    this.target = target;
    this.contentType = MediaTypes.of(file);
    this.cors = cors;
    this.representations = representations;
    this.plain = Choices.of(representations, null);
    Digest[] dictionaries = dictionaries(representations);
    this.withDictionary = new Choices[dictionaries.length];
    this.dictionaryNames = new String[dictionaries.length];
    for (int i = 0; i < dictionaries.length; i++) {
      withDictionary[i] = Choices.of(representations, dictionaries[i]);
      dictionaryNames[i] = AvailableDictionary.naming(dictionaries[i]);
    }
    this.whole = new PreparedAnswer[representations.length];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = PreparedAnswer.whole(this, representations[i]);
    }
    this.lastModified = lastModified;
    this.unchangedSince = unchangedSince;
    this.varying = varying;
    this.downloads = downloads;
    this.holds = holds;
  }

  /** Each once. Nearly always there are none. */
  private static Digest[] dictionaries(Representation[] representations) {
    Set<Digest> found = new LinkedHashSet<>();
    for (Representation each : representations) {
      if (each.dictionary() != null) {
        found.add(each.dictionary());
      }
    }
    return found.toArray(new Digest[0]);
  }

  /** Index of the best acceptable representation, or {@link VariantChoice#NONE}: 406. */
  int choose(Request request) {
    AcceptEncoding accepted = AcceptEncoding.of(request.header("accept-encoding"));
    return dictionaryNames.length > 0 && accepted.takesDeltas()
        ? choices(request).choose(accepted)
        : plain.choose(accepted);
  }

  /**
   * Those that the client can decode. A page that may not read the file must not get a delta (RFC
   * 9842 §9.3.2). Where everybody may read it, it is left to the browser, which alone knows whether
   * the page asked for it as CORS does; it names no dictionary otherwise.
   */
  private Choices choices(Request request) {
    int known = AvailableDictionary.find(request.header("available-dictionary"), dictionaryNames);
    if (known < 0) {
      return plain;
    }
    String origin = cors.varies() ? request.header("origin") : null;
    return origin == null || cors.allows(origin) ? withDictionary[known] : plain;
  }

  /**
   * Index of the file as it was published, if that is acceptable and not {@code other}; else {@link
   * VariantChoice#NONE}.
   */
  int identityInsteadOf(Representation other, AcceptEncoding accepted) {
    for (int i = 0; i < representations.length; i++) {
      Representation each = representations[i];
      if (each.encoding() == null && each != other && accepted.weight(null) > 0) {
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
  public boolean holds() {
    return holds.getAsBoolean();
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
