package dev.widgetorigin.origin.http.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SystemdNotifierTest {
  @TempDir Path folder;

  @Test
  void messages_toASocketOfThatPath_areThoseOfSdNotify() throws Exception {
    String path = folder.resolve("notify").toString();
    heard(path, path);
  }

  @Test
  void messages_toAnAbstractSocket_areHeardToo() throws Exception {
    String name = "widget-origin-test-" + ProcessHandle.current().pid();
    heard("\0" + name, "@" + name);
  }

  private static void heard(String bound, String told) throws Exception {
    assumeTrue(Epoll.isAvailable(), "no epoll on this machine");
    BlockingQueue<String> said = new LinkedBlockingQueue<>();
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try {
      Channel socket =
          new Bootstrap()
              .group(group)
              .channel(EpollDomainDatagramChannel.class)
              .handler(
                  new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                    @Override
                    protected void channelRead0(
                        ChannelHandlerContext context, DomainDatagramPacket packet) {
                      said.add(packet.content().toString(StandardCharsets.UTF_8));
                    }
                  })
              .bind(new DomainSocketAddress(bound))
              .sync()
              .channel();
      SystemdNotifier systemd = new SystemdNotifier(told);
      systemd.ready("delivery on http://x");
      systemd.reloading();
      systemd.stopping();
      assertThat(said.poll(30, TimeUnit.SECONDS)).isEqualTo("READY=1\nSTATUS=delivery on http://x");
      assertThat(said.poll(30, TimeUnit.SECONDS)).matches("RELOADING=1\nMONOTONIC_USEC=\\d+");
      assertThat(said.poll(30, TimeUnit.SECONDS)).startsWith("STOPPING=1\n");
      socket.close().sync();
    } finally {
      group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }
  }

  @Test
  void messages_toNobody_areNoFailure() {
    new SystemdNotifier(null).ready("x");
    new SystemdNotifier("").stopping();
    new SystemdNotifier(folder.resolve("none").toString()).ready("x");
  }
}
