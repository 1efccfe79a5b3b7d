package dev.widgetorigin.origin.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.listener.ListenerConfig;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BindFailureTest {
  @Test
  void message_portThatThisProcessHas_namesSettingAndProcess() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      String message =
          BindFailure.message(
              "delivery",
              new ListenerConfig("127.0.0.1", port),
              new BindException("Address already in use"));
      assertThat(message)
          .startsWith("cannot listen on 127.0.0.1:" + port + " (delivery.port,")
          .contains("WIDGET_ORIGIN_DELIVERY_PORT")
          .contains("process " + ProcessHandle.current().pid() + " (java) has the port")
          .contains("choose another port");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bind(..) failed with error(-98): Address already in use|control.port",
        "bind(..) failed with error(-99): Cannot assign requested address|control.host",
        "bind(..) failed with error(-13): Permission denied|CAP_NET_BIND_SERVICE",
        "Unresolved address|control.host",
        "something new|something new"
      })
  void message_ofAnyCause_saysWhatToDo(String cause, String expected) {
    assertThat(BindFailure.message("control", new ListenerConfig("::1", 1), new IOException(cause)))
        .startsWith("cannot listen on [::1]:1 (control.")
        .contains(expected);
  }

  @Test
  void portHolder_portThatNobodyHas_isEmpty() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    assertThat(PortHolder.of(port)).isEmpty();
  }
}
