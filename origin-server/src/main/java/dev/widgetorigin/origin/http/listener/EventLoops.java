package dev.widgetorigin.origin.http.listener;

import dev.widgetorigin.origin.config.listener.HttpConfig;
import dev.widgetorigin.origin.config.listener.HttpConfig.Transport;
import dev.widgetorigin.origin.http.exchange.Futures;
import dev.widgetorigin.origin.http.exchange.LoopBuffers;
import dev.widgetorigin.origin.http.exchange.ReadBudget;
import dev.widgetorigin.origin.web.async.BoundedPool;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The threads that all listeners share: event loops, and a few threads for blocking reads and
 * writes of files. Event loops hold the process up; the file threads do not.
 */
public final class EventLoops implements AutoCloseable {
  private static final int FILE_THREADS = 4;
  private static final int READ_THREADS = 8;

  /** Reads that wait for a thread; an HTTP/2 client can ask for a hundred at a time. */
  private static final int READS_WAITING = 16 * 1024;

  /** What files that are being sent take of the memory outside the heap, where nobody says. */
  private static final long READ_OCTETS = 32L << 20;

  /** With io_uring the kernel puts what it read into a ring of buffers of the loop. */
  private static final short RING = 1;

  private static final short RING_BUFFERS = 256;
  private static final int RING_BUFFER_OCTETS = 8192;

  /**
   * Whether io_uring takes in all connections that wait in one go. It would take them in faster
   * than they are answered or ended, and clients that come back as fast as they are cut would fill
   * the memory. One by one, each waits for all that are being served.
   */
  private static final String ACCEPT_ALL = "io.netty.iouring.acceptMultiShotEnabled";

  private static final Duration STOP = Duration.ofSeconds(5);

  private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

  static {
    // Netty asks when its io_uring classes are first used, and nowhere else.
    if (System.getProperty(ACCEPT_ALL) == null) {
      System.setProperty(ACCEPT_ALL, "false");
    }
  }

  private final Transport transport;
  private final EventLoopGroup group;
  private final ExecutorService files;
  private final ExecutorService reads;
  private final ReadBudget readBudget;

  private EventLoops(
      Transport transport,
      EventLoopGroup group,
      ExecutorService files,
      ExecutorService reads,
      ReadBudget readBudget) {
    this.transport = transport;
    this.group = group;
    this.files = files;
    this.reads = reads;
    this.readBudget = readBudget;
  }

  /** The same with a usual amount of memory for files that are being sent. */
  public static EventLoops start(HttpConfig config) {
    return start(config, READ_OCTETS);
  }

  /**
   * Starts the loops.
   *
   * @param readOctets what files that are being sent may take of the memory outside the heap, where
   *     they have to be read
   * @throws IllegalStateException where the transport asked for does not work on this machine
   */
  public static EventLoops start(HttpConfig config, long readOctets) {
    if (System.getProperty(LEAK_DETECTION) == null) {
      // Finding leaks is for tests; the samples it takes would be most of what a request allocates.
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }
    int loops =
        config.eventLoops() > 0 ? config.eventLoops() : Runtime.getRuntime().availableProcessors();
    // Each connection has at most one upload there.
    ExecutorService files = BoundedPool.of("http-files", FILE_THREADS, Integer.MAX_VALUE);
    ExecutorService reads = BoundedPool.of("http-reads", READ_THREADS, READS_WAITING);
    Transport transport = choose(config.transport());
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            loops, new DefaultThreadFactory("http-loop"), handler(transport));
    return new EventLoops(transport, group, files, reads, new ReadBudget(readOctets));
  }

  /** What {@code auto} came to. */
  public Transport transport() {
    return transport;
  }

  EventLoopGroup group() {
    return group;
  }

  ExecutorService files() {
    return files;
  }

  /** Where files are read that are being sent. */
  ExecutorService reads() {
    return reads;
  }

  /** The memory for those reads. */
  ReadBudget readBudget() {
    return readBudget;
  }

  Class<? extends ServerChannel> serverChannel() {
    return switch (transport) {
      case IO_URING -> IoUringServerSocketChannel.class;
      case EPOLL -> EpollServerSocketChannel.class;
      case AUTO, NIO -> NioServerSocketChannel.class;
    };
  }

  private static Transport choose(Transport wanted) {
    return switch (wanted) {
      // Not io_uring, though it needs fewer system calls: see ACCEPT_ALL.
      case AUTO -> Epoll.isAvailable() ? Transport.EPOLL : Transport.NIO;
      case EPOLL -> require(wanted, Epoll.isAvailable(), Epoll.unavailabilityCause());
      case IO_URING -> require(wanted, IoUring.isAvailable(), IoUring.unavailabilityCause());
      case NIO -> wanted;
    };
  }

  private static Transport require(Transport wanted, boolean available, Throwable cause) {
    if (!available) {
      throw new IllegalStateException(
          "http.transport " + wanted + " does not work on this machine; use auto", cause);
    }
    return wanted;
  }

  private static IoHandlerFactory handler(Transport transport) {
    return switch (transport) {
      case IO_URING -> IoUringIoHandler.newFactory(ring());
      case EPOLL -> EpollIoHandler.newFactory();
      case AUTO, NIO -> NioIoHandler.newFactory();
    };
  }

  private static IoUringIoHandlerConfig ring() {
    IoUringIoHandlerConfig config = new IoUringIoHandlerConfig();
    if (IoUring.isRegisterBufferRingSupported()) {
      config.setBufferRingConfig(
          IoUringBufferRingConfig.builder()
              .bufferGroupId(RING)
              .bufferRingSize(RING_BUFFERS)
              .batchSize(RING_BUFFERS / 4)
              .incremental(IoUring.isRegisterBufferRingIncSupported())
              .allocator(
                  new IoUringFixedBufferRingAllocator(
                      PooledByteBufAllocator.DEFAULT, RING_BUFFER_OCTETS))
              .build());
    }
    return config;
  }

  /** Sets what channels need on this transport. */
  void configure(ServerBootstrap bootstrap, boolean reusePort) {
    if (reusePort && transport == Transport.NIO) {
      bootstrap.option(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
    } else if (reusePort) {
      bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
    }
    // The adaptive allocator copies between direct buffers by way of two NIO objects each.
    bootstrap.childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
    bootstrap.childOption(ChannelOption.RECVBUF_ALLOCATOR, LoopBuffers.reads());
    if (transport == Transport.IO_URING && IoUring.isRegisterBufferRingSupported()) {
      bootstrap.childOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, RING);
    }
  }

  /** Whether plain connections can send files without reading them. */
  boolean sendsFiles() {
    return transport != Transport.IO_URING || IoUring.isSpliceSupported();
  }

  /** Stops the threads; listeners are to be closed before. */
  @Override
  public void close() {
    close(STOP);
  }

  /** The same, and goes on without a loop that is not done by then. */
  public void close(Duration atMost) {
    long millis = atMost.toMillis();
    Futures.ignore(group.shutdownGracefully(0, millis, TimeUnit.MILLISECONDS));
    boolean unused = group.terminationFuture().awaitUninterruptibly(millis);
    files.shutdownNow();
    reads.shutdownNow();
  }
}
