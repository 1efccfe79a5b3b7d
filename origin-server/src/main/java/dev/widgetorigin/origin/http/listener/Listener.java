package dev.widgetorigin.origin.http.listener;

import dev.widgetorigin.origin.config.LimitsConfig;
import dev.widgetorigin.origin.config.listener.HttpConfig;
import dev.widgetorigin.origin.config.listener.ListenerConfig;
import dev.widgetorigin.origin.config.listener.TlsConfig;
import dev.widgetorigin.origin.http.exchange.ConnectionEvents;
import dev.widgetorigin.origin.http.exchange.Futures;
import dev.widgetorigin.origin.http.exchange.HttpProtocol;
import dev.widgetorigin.origin.http.exchange.ListenerContext;
import dev.widgetorigin.origin.http.exchange.Service;
import dev.widgetorigin.origin.http.h1.Http1Protocol;
import dev.widgetorigin.origin.http.h2.Http2Protocol;
import dev.widgetorigin.origin.http.tls.CertificateDates;
import dev.widgetorigin.origin.http.tls.Tls;
import dev.widgetorigin.origin.http.upload.UploadPolicy;
import dev.widgetorigin.origin.web.ExchangeEvents;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.TrustedProxies;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bound port whose requests go to one {@link Handler}.
 *
 * <pre>{@code
 * Listener listener = Listener.builder("delivery", handler, problems)
 *     .listen(new ListenerConfig("0.0.0.0", 8080)).limits(limits).start(loops);
 * }</pre>
 */
public final class Listener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
  private static final int BACKLOG = 4096;

  /** Bodies are shared, not copied, so much of them may wait without costing memory. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(64 * 1024, 256 * 1024);

  /** What is encrypted is copied, so that each octet that waits costs memory. */
  private static final WriteBufferWaterMark TLS_WATER_MARK =
      new WriteBufferWaterMark(32 * 1024, 64 * 1024);

  private final String name;
  private final Channel server;
  private final ListenerContext context;

  /** Null on a plain listener. */
  private final Tls tls;

  private Listener(String name, Channel server, ListenerContext context, Tls tls) {
    this.name = name;
    this.server = server;
    this.context = context;
    this.tls = tls;
  }

  /**
   * What every listener needs.
   *
   * @param name for logs, e.g. {@code delivery}
   * @param problems renders the answers to messages that never reach the handler
   */
  public static Builder builder(String name, Handler handler, Function<Problem, Reply> problems) {
    return new Builder(name, handler, problems);
  }

  /** Where it listens; names the port that was picked where 0 was asked for. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.localAddress();
  }

  /** From when until when its certificate can be used; null on a plain listener. */
  public CertificateDates certificateDates() {
    return tls == null ? null : tls.dates();
  }

  /**
   * Reads the certificate again; the log says what came of it. Blocks.
   *
   * @return why the old one stays in use; empty where it does not
   */
  public String reloadCertificate() {
    return tls == null ? "" : tls.reload();
  }

  /** Open connections. */
  public int connections() {
    return context.open();
  }

  /** Accepts no new connections; those that are open go on. */
  public void stopAccepting() {
    Futures.ignore(server.close().awaitUninterruptibly());
  }

  /**
   * Stops accepting, lets answers that are under way finish, and closes everything at the latest
   * after that time; of several listeners at the same time. Blocks; not to be called on an event
   * loop.
   */
  public static void drain(Duration atMost, Listener... listeners) {
    List<Listener> all = List.of(listeners);
    all.forEach(Listener::stopAccepting);
    CompletableFuture<?>[] emptied =
        all.stream().map(listener -> listener.context.drain()).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(emptied).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      for (Listener listener : all) {
        int open = listener.context.open();
        if (open > 0) {
          LOG.warn("{}: {} connections were cut when draining ended", listener.name, open);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    all.forEach(listener -> listener.context.abort());
  }

  /** Closes now, connections too. */
  @Override
  public void close() {
    stopAccepting();
    context.abort();
  }

  /** Collects what a listener is made of; everything but the constructor's has a default. */
  public static final class Builder {
    final String name;
    final Handler handler;
    final Function<Problem, Reply> problems;
    ListenerConfig listen = new ListenerConfig("127.0.0.1", 0);
    HttpConfig http = HttpConfig.DEFAULTS;
    boolean http2 = true;
    LimitsConfig limits = LimitsConfig.DEFAULTS;
    TlsConfig tls = TlsConfig.OFF;
    UploadPolicy uploads = UploadPolicy.inMemory(4096);
    InstantSource clock = InstantSource.system();
    ConnectionEvents events = ConnectionEvents.NONE;
    ExchangeEvents observer = ExchangeEvents.NONE;
    TrustedProxies proxies = TrustedProxies.NONE;
    private final LongSupplier nanos = System::nanoTime;
    private final SecureRandom random = new SecureRandom();

    private Builder(String name, Handler handler, Function<Problem, Reply> problems) {
      this.name = name;
      this.handler = handler;
      this.problems = problems;
    }

    /** Address and port; a free port of 127.0.0.1 otherwise. */
    public Builder listen(ListenerConfig value) {
      listen = value;
      return this;
    }

    /** Whether the port is shared with another process. The rest is {@link EventLoops}'. */
    public Builder http(HttpConfig value) {
      http = value;
      return this;
    }

    /** Whether HTTP/2 is spoken beside HTTP/1.1; it is otherwise. */
    public Builder http2(boolean value) {
      http2 = value;
      return this;
    }

    /** Sizes of heads, times, connections, rates. */
    public Builder limits(LimitsConfig value) {
      limits = value;
      return this;
    }

    /** Certificate and key; the listener is plain otherwise. */
    public Builder tls(TlsConfig value) {
      tls = value;
      return this;
    }

    /** What is done with content; 4 kB of it are kept in memory otherwise. */
    public Builder uploads(UploadPolicy value) {
      uploads = value;
      return this;
    }

    /** For Date and log lines. */
    public Builder clock(InstantSource value) {
      clock = value;
      return this;
    }

    /** Told of connections that are opened, closed, cut or refused. */
    public Builder events(ConnectionEvents value) {
      events = value;
      return this;
    }

    /** Told of each request when its reply has ended. */
    public Builder observer(ExchangeEvents value) {
      observer = value;
      return this;
    }

    /** Whose word counts for who the client is; nobody's otherwise. */
    public Builder proxies(TrustedProxies value) {
      proxies = value;
      return this;
    }

    /**
     * Binds the port.
     *
     * @throws IllegalStateException where that is not possible; the message says why
     */
    public Listener start(EventLoops loops) {
      List<HttpProtocol> protocols = protocols();
      Tls certificate = tls.enabled() ? Tls.load(tls, names(protocols), random) : null;
      ListenerContext context =
          new ListenerContext(
              service(),
              loops.files(),
              loops.reads(),
              loops.readBudget(),
              certificate != null,
              loops.sendsFiles());
      ConnectionLimits admission =
          new ConnectionLimits(limits.connections(), limits.connectionsPerAddress());
      ServerBootstrap bootstrap =
          new ServerBootstrap()
              .group(loops.group())
              .channel(loops.serverChannel())
              .option(ChannelOption.SO_BACKLOG, BACKLOG)
              .option(ChannelOption.SO_REUSEADDR, true)
              .childOption(ChannelOption.TCP_NODELAY, true)
              .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
              .childOption(
                  ChannelOption.WRITE_BUFFER_WATER_MARK,
                  certificate == null ? WATER_MARK : TLS_WATER_MARK)
              .childHandler(new ConnectionInitializer(context, admission, protocols, certificate));
      loops.configure(bootstrap, http.reusePort());
      ChannelFuture bound =
          bootstrap
              .bind(new InetSocketAddress(listen.host(), listen.port()))
              .awaitUninterruptibly();
      if (!bound.isSuccess()) {
        throw new IllegalStateException(BindFailure.message(name, listen, bound.cause()));
      }
      bound.channel().pipeline().addLast(new AcceptFailures(name, nanos));
      if (certificate != null) {
        certificate.watch(bound.channel(), loops.files());
      }
      return new Listener(name, bound.channel(), context, certificate);
    }

    private Service service() {
      return new Service(
          handler, problems, limits, uploads, clock, nanos, events, observer, proxies);
    }

    /** The preferred one first, HTTP/1.1 last. */
    private List<HttpProtocol> protocols() {
      if (!http2) {
        return List.of(new Http1Protocol(List.of()));
      }
      HttpProtocol preferred = new Http2Protocol();
      return List.of(preferred, new Http1Protocol(List.of(preferred)));
    }

    private static List<String> names(List<HttpProtocol> protocols) {
      return protocols.stream().map(HttpProtocol::alpn).toList();
    }
  }
}
