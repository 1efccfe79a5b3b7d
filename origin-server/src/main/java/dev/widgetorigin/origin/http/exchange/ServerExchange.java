package dev.widgetorigin.origin.http.exchange;

import dev.widgetorigin.origin.http.message.RequestRefusal;
import dev.widgetorigin.origin.http.upload.IncomingContent;
import dev.widgetorigin.origin.http.upload.UploadPolicy;
import dev.widgetorigin.origin.web.Admission;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.RequestBody;
import dev.widgetorigin.origin.web.RequestIds;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.async.ClientShares;
import dev.widgetorigin.origin.web.async.SafeLog;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and the way back, in whichever protocol: its content is collected, it is answered
 * once, the observer is told once, and at its end everything is let go of. How a request is read
 * and how a reply is written is the subclass's matter.
 *
 * <pre>
 * begin -> headComplete -> [beginContent, take…, contentEnds] -> handler -> write -> end
 * </pre>
 *
 * <p>Confined to the connection's event loop but for what {@link Request} and {@link Responder}
 * offer. Used again for a later request only where it ended while its handler ran: after a late
 * reply it is left to the garbage collector, so that a second reply by mistake can never reach
 * somebody else's request.
 */
public abstract class ServerExchange implements Request, Responder {
  private static final Logger LOG = LoggerFactory.getLogger(ServerExchange.class);

  private SocketConnection connection;
  private ListenerContext listener;

  /** Null where the request has none. */
  private IncomingContent content;

  /** Answers this request, as was found out from its head; null where the listener's does. */
  private Handler admitted;

  /** How many ticks pass between two words to a client that waits for its answer; 0 for none. */
  private long processingTicks;

  /** Whether the handler was called and has not answered. */
  private boolean inHandler;

  private Reply reply;
  private boolean answered;
  private boolean taken;
  private boolean ended;
  private long began;
  private long receivedMillis;

  // --- what differs between protocols -----------------------------------------------------------

  /**
   * Queues the reply and takes over its body. {@link #taken} is to be called as soon as something
   * of it may be on its way.
   *
   * @param last whether the connection ends with it, where it has one exchange at a time
   * @throws IllegalArgumentException where the reply cannot be sent; nothing is taken over then
   */
  protected abstract void write(Reply answer, boolean last);

  /** The request is answered from its head; nobody wants the content that follows. */
  protected abstract void skipContent();

  /** Content that was held back because the disk is slow may come again. */
  protected abstract void contentResumed();

  /** Nothing else refers to this any more; it may be used again. */
  protected abstract void recycle();

  // --- begin and end ----------------------------------------------------------------------------

  /** Begins anew, for a request of that connection. */
  protected final void begin(SocketConnection newConnection) {
    connection = newConnection;
    listener = newConnection.listener;
  }

  /** All that the head says is known now. */
  protected final void headComplete() {
    began = connection.loop.nowNanos;
    receivedMillis = connection.loop.nowMillis;
  }

  /**
   * The reply's last octet is queued, or the client is gone. Lets go of the content; the rest may
   * still be looked at by work that was given up.
   *
   * @param contentOctets how many of the reply's were sent
   */
  protected final void end(long contentOctets) {
    if (ended) {
      return;
    }
    ended = true;
    dropContent();
    if (answered) {
      // Where not even the first line was understood, there is no request to tell of.
      boolean nameless = path() == null;
      listener.observed(
          nameless ? null : this,
          reply,
          contentOctets,
          nameless ? 0 : listener.nanos.getAsLong() - began);
      releaseBody();
    }
  }

  /** Forgets the request, so that this can be used for another. */
  protected void clear() {
    connection = null;
    listener = null;
    content = null;
    admitted = null;
    processingTicks = 0;
    inHandler = false;
    reply = null;
    answered = false;
    taken = false;
    ended = false;
  }

  public final boolean ended() {
    return ended;
  }

  // --- content ----------------------------------------------------------------------------------

  /**
   * Takes a request whose content follows. It may be answered from its head alone; where it is not,
   * {@link #collects} is true, and the content is to be taken.
   *
   * @param declared its length; negative where that is not known
   */
  public final void beginContent(long declared) {
    content = new IncomingContent(listener.pace);
    Admission admission = listener.uploads.gate().apply(this);
    if (admission instanceof Admission.Refused refused) {
      answer(refused.reply(), true);
      return;
    }
    Admission.Admitted let = (Admission.Admitted) admission;
    admitted = let.handler();
    if (let.processingEvery() != null) {
      processingTicks = TimerWheel.ticks(let.processingEvery());
    }
    UploadPolicy policy = listener.uploads.atMost(let.mostContent());
    if (policy.unread()) {
      skipContent();
      dispatch();
      return;
    }
    String client = let.client() == null ? ClientShares.owner(clientAddress()) : let.client();
    RequestRefusal refusal =
        content.begin(
            policy, client, declared, listener.files, connection.tasks(), this::contentGoesOn);
    if (refusal != null) {
      refuse(refusal);
    }
  }

  private void contentGoesOn() {
    if (collects()) {
      contentResumed();
    }
    goOn();
  }

  /** Whether content is awaited; what comes otherwise is to be thrown away. */
  public final boolean collects() {
    return content != null && content.awaited();
  }

  /** The request's content; after {@link #beginContent} only. */
  public final IncomingContent content() {
    return content;
  }

  /** Refuses the content where too little of it has come since the last look; false then. */
  public final boolean checkContent() {
    if (content.movedOn()) {
      return true;
    }
    listener.events.cut(ConnectionEvents.Cut.BODY_TIMEOUT);
    refuse(RequestRefusal.BODY_TIMEOUT);
    return false;
  }

  /** As {@link Admission.Admitted#processingEvery}, in ticks; 0 for never. */
  public final long processingTicks() {
    return processingTicks;
  }

  /** The last of the content has come: the handler is called when all of it is stored. */
  public final void contentEnds() {
    content.finish(this::contentComplete);
  }

  private void contentComplete(boolean stored) {
    if (ended) {
      releaseBody();
    } else if (stored) {
      dispatch();
    } else {
      refuse(RequestRefusal.UPLOAD_FAILED);
    }
    connection.resumed();
  }

  private void dropContent() {
    if (content != null) {
      content.discard();
    }
  }

  private void releaseBody() {
    if (content != null) {
      content.release();
    }
  }

  // --- answering --------------------------------------------------------------------------------

  /** Calls the handler: the request is complete. */
  public final void dispatch() {
    inHandler = true;
    connection.inHandlers++;
    try {
      Handler handler = admitted == null ? listener.handler : admitted;
      handler.handle(this, this);
    } catch (RuntimeException | Error e) {
      // Whatever it is: the client waits for an answer.
      SafeLog.error(LOG, "handler failed", e);
      if (!answered) {
        handlerAnswered();
        answer(problem(RequestRefusal.failure(e)), true);
      }
    }
    if (ended && !inHandler && content == null) {
      recycle();
    }
  }

  private void handlerAnswered() {
    if (inHandler) {
      inHandler = false;
      connection.inHandlers--;
    }
  }

  @Override
  public final void send(Reply newReply) {
    SocketConnection to = connection;
    if (to == null) {
      newReply.body().release();
    } else if (to.loop.loop.inEventLoop()) {
      handlersReply(newReply);
    } else {
      try {
        to.tasks().execute(() -> handlersReply(newReply));
      } catch (RejectedExecutionException e) {
        newReply.body().release();
      }
    }
  }

  private void handlersReply(Reply newReply) {
    if (answered) {
      LOG.error("a second reply to one request was thrown away");
      newReply.body().release();
      return;
    }
    handlerAnswered();
    if (ended) {
      answered = true;
      newReply.body().release();
      releaseBody();
      return;
    }
    answer(newReply, false);
    connection.resumed();
  }

  /** Answers what is wrong with the request; what comes of its content is thrown away. */
  public final void refuse(RequestRefusal refusal) {
    listener.events.refused(refusal.status());
    dropContent();
    boolean failed = refusal == RequestRefusal.UPLOAD_FAILED;
    answer(problem(failed ? RequestRefusal.notStored(content.failure()) : refusal.problem()), true);
  }

  private void answer(Reply newReply, boolean last) {
    answered = true;
    // Where not even the first line could be read there is no field to look for.
    reply = path() == null ? newReply : RequestIds.echo(this, newReply);
    try {
      write(reply, last);
    } catch (IllegalArgumentException | OutOfMemoryError e) {
      if (taken) {
        throw e;
      }
      SafeLog.error(LOG, "a reply could not be sent", e);
      newReply.body().release();
      reply = problem(RequestRefusal.failure(e));
      write(reply, true);
    }
  }

  /** The reply's body is the writer's now, and some of its head may be queued. */
  public final void taken() {
    taken = true;
  }

  /** Lets the connection go on after something has happened elsewhere. */
  public final void goOn() {
    connection.resumed();
  }

  private Reply problem(Problem problem) {
    return listener.problems.apply(problem);
  }

  // --- the request ------------------------------------------------------------------------------

  @Override
  public final String peerAddress() {
    return connection.peerAddress();
  }

  @Override
  public final String clientAddress() {
    return listener.proxies.client(peerAddress(), header("x-forwarded-for"));
  }

  @Override
  public final boolean secure() {
    return connection.secure();
  }

  @Override
  public final long receivedMillis() {
    return receivedMillis;
  }

  @Override
  public final RequestBody body() {
    return content == null ? RequestBody.EMPTY : content.body();
  }
}
