package dev.widgetorigin.origin.loader;

import dev.widgetorigin.origin.signing.OwnSignature;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.head.CorsPolicy;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.store.manifest.Encoding;
import io.netty.buffer.Unpooled;
import java.util.List;

/**
 * One loader, ready to be sent in every coding; or why there is none. Immutable.
 *
 * @param cors the widget's policy
 * @param begun header fields of the problem, or null
 * @param forms smallest first
 * @param kept whether the next request gets it, too, or has it made anew
 */
record LoaderReply(
    CorsPolicy cors,
    Problem problem,
    HeaderBlock begun,
    List<Form> forms,
    Encoding[] codings,
    Kept kept) {
  /** For how long it is as good as one that is made anew, while its widget does not change. */
  enum Kept {
    ALWAYS,
    /** It lacks the origin's signature, and one that was made now would, too. */
    WHILE_KEY_FAILS,
    NEVER
  }

  /** One coding of it. {@code headers} are those of a 200. */
  record Form(String etag, HeaderBlock headers, byte[] bytes) {
    private static final List<String> NOT_IN_304 =
        List.of(
            "Content-Type",
            "Content-Length",
            "Content-Encoding",
            "Repr-Digest",
            "Unencoded-Digest",
            "Signature-Input",
            "Signature");

    Form withTag(String other) {
      return new Form(other, headers.toBuilder().set("ETag", other).build(), bytes);
    }

    HeaderBlock.Builder notModified() {
      HeaderBlock.Builder builder = headers.toBuilder();
      NOT_IN_304.forEach(builder::remove);
      return builder;
    }
  }

  static LoaderReply of(CorsPolicy cors, List<Form> forms, List<Encoding> codings, Kept kept) {
    return new LoaderReply(cors, null, null, forms, codings.toArray(new Encoding[0]), kept);
  }

  static LoaderReply refused(CorsPolicy cors, Problem problem, HeaderBlock begun) {
    // What the store could not read now it may read later.
    Kept kept = problem.status() < 500 ? Kept.ALWAYS : Kept.NEVER;
    return new LoaderReply(cors, problem, begun, List.of(), new Encoding[0], kept);
  }

  /** A form under the entity tag of the client's copy, where that is as good. */
  Form known(int choice, Request request) {
    Form form = forms.get(choice);
    if (kept != Kept.WHILE_KEY_FAILS) {
      return form;
    }
    String known = OwnSignature.known(request.header("if-none-match"), form.etag());
    return known.equals(form.etag()) ? form : form.withTag(known);
  }

  Reply send(Form form, String origin, boolean head) {
    return new Reply(
        200,
        withOrigin(form.headers(), origin),
        head ? Body.EMPTY : new Body.Memory(Unpooled.wrappedBuffer(form.bytes())));
  }

  Reply sendNotModified(Form form, String origin) {
    return new Reply(304, withOrigin(form.notModified().build(), origin), Body.EMPTY);
  }

  private HeaderBlock withOrigin(HeaderBlock headers, String origin) {
    if (cors.isOpen()) {
      return headers;
    }
    HeaderBlock.Builder builder = headers.toBuilder();
    cors.addOrigin(builder, origin);
    return builder.build();
  }
}
