package dev.widgetorigin.origin.delivery.answer;

import dev.widgetorigin.origin.delivery.negotiate.AcceptEncoding;
import dev.widgetorigin.origin.delivery.negotiate.ByteRanges;
import dev.widgetorigin.origin.delivery.negotiate.Preconditions;
import dev.widgetorigin.origin.delivery.negotiate.VariantChoice;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.file.OpenFile;
import java.time.LocalDate;

/**
 * What one request for a file is answered with, decided before any content is read: the status, the
 * representation, and the ranges of it. {@link #decide} is pure and goes in the order of RFC 9110:
 * negotiate (§12), check preconditions (§13.2.2), cut ranges (§14). Who sends the answer gets the
 * content, where there is any, and hands it to {@link #reply(Body.Memory)} or {@link
 * #reply(OpenFile)}.
 *
 * @param status 200, 206, 304; or a refusal: 406, 412, 416
 * @param representation null for 406
 * @param ranges of the representation; only a 206 has any
 * @param hasContent whether the reply carries content; not so for 304, to HEAD, and of an empty
 *     file
 * @param repairTried whether the peers were asked for the representation's bytes before
 */
public record PreparedAnswer(
    Asset asset,
    int status,
    Representation representation,
    ByteRanges ranges,
    boolean hasContent,
    boolean repairTried) {
  private static final long DAY_MILLIS = 86_400_000;

  /** {@code nowMillis} is for dates with a two-digit year. */
  public static PreparedAnswer decide(Asset asset, Request request, long nowMillis) {
    int index = asset.choose(request);
    return index == VariantChoice.NONE
        ? without(asset, 406, null)
        : decide(asset, index, request, nowMillis);
  }

  private static PreparedAnswer decide(Asset asset, int index, Request request, long nowMillis) {
    Representation chosen = asset.representations[index];
    if (Preconditions.any(request)) {
      Representation known = chosen.asKnownTo(request);
      Preconditions.Result outcome =
          Preconditions.evaluate(
              request, known.etag(), asset.lastModified(), asset.unchangedSince, year(nowMillis));
      if (outcome == Preconditions.Result.NOT_MODIFIED) {
        return without(asset, 304, known);
      }
      if (outcome == Preconditions.Result.FAILED) {
        return without(asset, 412, chosen);
      }
    }
    if (request.method() == Method.HEAD) {
      return without(asset, 200, chosen);
    }
    String range = request.header("range");
    if (range == null || !mayCut(asset, chosen, request, nowMillis)) {
      return asset.whole(index);
    }
    ByteRanges ranges = ByteRanges.parse(range, chosen.size());
    if (ranges instanceof ByteRanges.Unsatisfiable) {
      return without(asset, 416, chosen);
    }
    return ranges instanceof ByteRanges.Parts
        ? new PreparedAnswer(asset, 206, chosen, ranges, true, false)
        : asset.whole(index);
  }

  /** The 200 to a GET of all of it. */
  static PreparedAnswer whole(Asset asset, Representation chosen) {
    return new PreparedAnswer(asset, 200, chosen, ByteRanges.WHOLE, chosen.size() > 0, false);
  }

  private static PreparedAnswer without(Asset asset, int status, Representation chosen) {
    return new PreparedAnswer(asset, status, chosen, ByteRanges.WHOLE, false, false);
  }

  private static boolean mayCut(
      Asset asset, Representation chosen, Request request, long nowMillis) {
    return Preconditions.ifRange(
        request.header("if-range"),
        chosen.etag(),
        asset.target().exact() ? asset.lastModified() : Preconditions.NO_STRONG_DATE,
        year(nowMillis));
  }

  private static int year(long nowMillis) {
    return LocalDate.ofEpochDay(Math.floorDiv(nowMillis, DAY_MILLIS)).getYear();
  }

  /** Whether {@link Refusals} render it. */
  public boolean refused() {
    return status >= 400;
  }

  /** The same after the peers were asked for its bytes. */
  public PreparedAnswer afterRepair() {
    return new PreparedAnswer(asset, status, representation, ranges, hasContent, true);
  }

  /**
   * What the same request gets where the bytes of this representation are lost: the file as it was
   * published. Null where that is what was lost, or is not acceptable.
   */
  public PreparedAnswer identityInstead(Request request, long nowMillis) {
    int identity =
        asset.identityInsteadOf(
            representation, AcceptEncoding.of(request.header("accept-encoding")));
    return identity == VariantChoice.NONE ? null : decide(asset, identity, request, nowMillis);
  }

  /** Where there is no content. */
  public Reply reply() {
    return status == 304 ? representation.notModified() : representation.head();
  }

  /** With the content of all of the representation; takes over one reference to it. */
  public Reply reply(Body.Memory content) {
    Reply reply = null;
    try {
      reply =
          ranges instanceof ByteRanges.Parts cut
              ? PartialContent.reply(
                  asset,
                  representation,
                  cut.parts(),
                  (offset, length) ->
                      new Body.Memory(content.bytes().retainedSlice((int) offset, (int) length)))
              : representation.reply(content);
      return reply;
    } finally {
      // Slices hold references of their own; a whole body takes this one along.
      if (reply == null || ranges instanceof ByteRanges.Parts) {
        content.bytes().release();
      }
    }
  }

  /** With the content of an open file; takes over one reference to it. */
  public Reply reply(OpenFile file) {
    PartialContent.Source source = (offset, length) -> new Body.File(file.retain(), offset, length);
    try {
      return ranges instanceof ByteRanges.Parts cut
          ? PartialContent.reply(asset, representation, cut.parts(), source)
          : new Reply(200, representation.headers(), source.part(0, representation.size()));
    } finally {
      // Each part has its own reference.
      file.release();
    }
  }
}
