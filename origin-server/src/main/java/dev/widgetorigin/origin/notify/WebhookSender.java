package dev.widgetorigin.origin.notify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Posts to one URL, HTTP/1.1 (RFC 9112), a connection each time. It connects to the very address
 * that it has judged, so that a name cannot have another one a moment later. It follows no
 * redirect, and reads the head of the answer only. All of it takes {@link #DEADLINE} at most, the
 * look-up of the name aside. Thread-safe.
 */
final class WebhookSender {
  static final Duration DEADLINE = Duration.ofSeconds(15);
  private static final int MOST_HEAD = 16 * 1024;
  private static final int MOST_DIGITS = 5;
  private static final int MOST_TEXT = 100;

  /** Where the status begins: behind {@code HTTP/1.1 }. */
  private static final int STATUS = 9;

  private static final String END_OF_HEAD = "\r\n\r\n";

  /**
   * The head of an answer.
   *
   * @param text the status and what is said of it, e.g. {@code 204 No Content}
   * @param retryAfter zero where it has none in seconds
   */
  record Answer(int status, String text, Duration retryAfter) {
    boolean isTaken() {
      return status / 100 == 2;
    }

    /** Why it is no success. */
    String problem() {
      String redirect = status / 100 == 3 ? "; redirects are not followed" : "";
      return "it answers " + status + redirect;
    }
  }

  private final URI url;
  private final boolean allowPrivate;
  private final SSLSocketFactory tls;

  WebhookSender(URI url, boolean allowPrivate, SSLSocketFactory tls) {
    this.tls = tls;
    this.url = url;
    this.allowPrivate = allowPrivate;
  }

  /** Throws IOException, with a message for people and without the path, where nobody answers. */
  Answer post(Map<String, String> fields, byte[] body) throws IOException {
    InetAddress address = address();
    boolean secure = url.getScheme().equals("https");
    int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
    try (Socket plain = new Socket()) {
      Thread end = deadline(plain);
      try {
        plain.connect(new InetSocketAddress(address, port), (int) DEADLINE.toMillis());
        try (Socket socket = secure ? secured(plain, port) : plain) {
          socket.getOutputStream().write(request(fields, body));
          socket.getOutputStream().flush();
          return read(socket.getInputStream());
        }
      } catch (IOException e) {
        throw plain.isClosed() && !end.isAlive()
            ? new IOException("no answer within " + DEADLINE.toSeconds() + " s", e)
            : e;
      } finally {
        end.interrupt();
      }
    }
  }

  private InetAddress address() throws IOException {
    try {
      for (InetAddress each : InetAddress.getAllByName(host())) {
        if (allowPrivate || PublicAddresses.isPublic(each)) {
          return each;
        }
      }
    } catch (UnknownHostException e) {
      throw new IOException("there is no host " + url.getHost(), e);
    }
    throw new IOException(
        url.getHost() + " is on a private network; allow-private is not set for this webhook");
  }

  /** Without the brackets of an IPv6 address. */
  private String host() {
    return url.getHost().replaceAll("[\\[\\]]", "");
  }

  private Socket secured(Socket plain, int port) throws IOException {
    SSLSocket socket = (SSLSocket) tls.createSocket(plain, host(), port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
    } catch (SSLException e) {
      throw new IOException(refusal(e), e);
    }
    return socket;
  }

  /** In words; what Java says of it names classes. */
  private String refusal(SSLException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertPathBuilderException) {
        return "the certificate of "
            + url.getHost()
            + " is not signed by anybody whom this machine's Java trusts";
      }
      if (cause instanceof CertificateException && cause.getCause() == null) {
        return "the certificate of " + url.getHost() + " does not hold: " + cause.getMessage();
      }
    }
    return "no TLS with " + url.getHost() + ": " + e.getMessage();
  }

  private byte[] request(Map<String, String> fields, byte[] body) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    String port = url.getPort() >= 0 ? ":" + url.getPort() : "";
    StringBuilder head = new StringBuilder();
    head.append("POST ").append(path).append(query).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(url.getHost()).append(port).append("\r\n");
    head.append("User-Agent: widget-origin\r\nConnection: close\r\n");
    head.append("Content-Type: application/json\r\n");
    head.append("Content-Length: ").append(body.length).append("\r\n");
    fields.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("\r\n");
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.toString().getBytes(ISO_8859_1));
    all.writeBytes(body);
    return all.toByteArray();
  }

  /**
   * The head of the final answer. Interim ones (100, 102, 103) may come before it, though nobody
   * asked for them (RFC 9110 §15.2). Only 101 ends what can be read: nothing was to be switched to.
   */
  private static Answer read(InputStream in) throws IOException {
    StringBuilder received = new StringBuilder();
    int start = 0;
    while (true) {
      int end = endOfHead(in, received, start);
      String[] lines = received.substring(start, end).split("\r\n", -1);
      if (!lines[0].matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
        throw new IOException("the answer is no HTTP");
      }
      if (lines[0].charAt(STATUS) != '1' || lines[0].startsWith("101", STATUS)) {
        return answer(lines);
      }
      start = end + END_OF_HEAD.length();
    }
  }

  /** Where the head ends that begins at {@code start}. All heads together are bounded. */
  private static int endOfHead(InputStream in, StringBuilder received, int start)
      throws IOException {
    byte[] buffer = new byte[1024];
    int end;
    while ((end = received.indexOf(END_OF_HEAD, start)) < 0) {
      int count = in.read(buffer);
      if (count < 0 || received.length() > MOST_HEAD) {
        throw new IOException("the answer is no HTTP");
      }
      received.append(new String(buffer, 0, count, ISO_8859_1));
    }
    return end;
  }

  private static Answer answer(String... lines) {
    Duration after = Duration.ZERO;
    for (String line : lines) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("retry-after:")) {
        String value = lower.substring(lower.indexOf(':') + 1).strip();
        boolean seconds = value.matches("[0-9]{1," + MOST_DIGITS + "}");
        after = seconds ? Duration.ofSeconds(Long.parseLong(value)) : after;
      }
    }
    String text = lines[0].substring(STATUS).replaceAll("[^ -~]", "?");
    return new Answer(
        Integer.parseInt(lines[0].substring(STATUS, STATUS + 3)),
        text.substring(0, Math.min(MOST_TEXT, text.length())).strip(),
        after);
  }

  /** Closes the socket, whoever waits for it, unless it is interrupted before. */
  private static Thread deadline(Socket socket) {
    Thread thread =
        new Thread(
            () -> {
              try {
                Thread.sleep(DEADLINE.toMillis());
                closeQuietly(socket);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "notify-deadline");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException ignored) {
      // It is of no use any more either way.
    }
  }
}
