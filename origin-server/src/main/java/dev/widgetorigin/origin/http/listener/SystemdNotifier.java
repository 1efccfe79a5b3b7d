package dev.widgetorigin.origin.http.listener;

import dev.widgetorigin.origin.http.exchange.Futures;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how the service is, by sd_notify(3): datagrams such as {@code READY=1} to the Unix
 * socket that {@code NOTIFY_SOCKET} names. Does nothing where there is no such variable.
 *
 * <p>The JDK has no Unix datagrams; Netty's epoll has. Where that does not work, the command {@code
 * systemd-notify} is run. A failure is logged and never stops the service. Not for an event loop.
 */
public final class SystemdNotifier {
  private static final Logger LOG = LoggerFactory.getLogger(SystemdNotifier.class);
  private static final int WAIT_SECONDS = 5;

  private final String socket;

  /**
   * @param socket a path, or {@code @name} in the abstract namespace; null or empty for none
   */
  public SystemdNotifier(String socket) {
    this.socket = socket == null ? "" : socket;
  }

  /** Requests are answered. */
  public void ready(String status) {
    send("READY=1\nSTATUS=" + status);
  }

  /** The configuration is being read again; {@link #ready} follows. */
  public void reloading() {
    // systemd wants CLOCK_MONOTONIC, which is what nanoTime is on Linux.
    send("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
  }

  /** The service is going down. */
  public void stopping() {
    send("STOPPING=1\nSTATUS=draining");
  }

  private void send(String state) {
    if (socket.isEmpty()) {
      return;
    }
    try {
      if (Epoll.isAvailable()) {
        sendByEpoll(state);
      } else {
        sendByCommand(state);
      }
    } catch (IOException e) {
      LOG.warn("systemd was not told {}: {}", state.lines().findFirst().orElse(""), e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sendByEpoll(String state) throws IOException, InterruptedException {
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("systemd", true), EpollIoHandler.newFactory());
    try {
      // An abstract name begins with NUL; systemd writes it with an @.
      String path = socket.startsWith("@") ? "\0" + socket.substring(1) : socket;
      ChannelFuture connected =
          new Bootstrap()
              .group(group)
              .channel(EpollDomainDatagramChannel.class)
              .handler(new ChannelInboundHandlerAdapter())
              .connect(new DomainSocketAddress(path));
      Channel channel = settled(connected);
      settled(
          channel.writeAndFlush(Unpooled.wrappedBuffer(state.getBytes(StandardCharsets.UTF_8))));
      settled(channel.close());
    } finally {
      Futures.ignore(group.shutdownGracefully(0, 1, TimeUnit.SECONDS));
    }
  }

  private static Channel settled(ChannelFuture future) throws IOException, InterruptedException {
    if (!future.await(WAIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("no answer within " + WAIT_SECONDS + " s");
    }
    if (!future.isSuccess()) {
      throw new IOException(future.cause());
    }
    return future.channel();
  }

  private static void sendByCommand(String state) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command(state))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("systemd-notify failed");
    }
  }

  private static List<String> command(String state) {
    List<String> command = new ArrayList<>();
    command.add("systemd-notify");
    state.lines().forEach(command::add);
    return command;
  }
}
