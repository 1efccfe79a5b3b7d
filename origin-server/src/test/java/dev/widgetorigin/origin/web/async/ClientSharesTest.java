package dev.widgetorigin.origin.web.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One client cannot keep all others out of a queue. */
final class ClientSharesTest {
  private static final Reply REPLY = new Reply(200, HeaderBlock.builder().build(), Body.EMPTY);

  private final ClientShares shares = new ClientShares(64);
  private final List<Reply> sent = new ArrayList<>();

  private Queue<Responder> taken(String client, int asked) {
    Queue<Responder> places = new ArrayDeque<>();
    for (int i = 0; i < asked; i++) {
      Responder place = shares.enter(client, sent::add);
      if (place != null) {
        places.add(place);
      }
    }
    return places;
  }

  @Test
  void enter_oneClient_takesHalfOfThePlacesAtMost() {
    assertThat(taken("192.0.2.1", 1000)).hasSize(32);
  }

  @Test
  void enter_othersBesideOneThatTookAllItCould_haveTheirShare() {
    assertThat(taken("192.0.2.1", 1000)).hasSize(32);
    assertThat(taken("192.0.2.2", 1000)).hasSize(4);
    assertThat(taken("192.0.2.3", 1000)).hasSize(4);
  }

  @Test
  void enter_manyClients_takeAllPlacesAndNoMore() {
    int all = 0;
    for (int i = 0; i < 100; i++) {
      all += taken("192.0.2." + i, 10).size();
    }
    assertThat(all).isEqualTo(64);
    assertThat(shares.taken()).isEqualTo(64);
  }

  @Test
  void send_givesThePlaceBackOnce() {
    Queue<Responder> places = taken("192.0.2.1", 2);
    Responder first = places.poll();
    first.send(REPLY);
    first.send(REPLY);
    assertThat(sent).hasSize(2);
    assertThat(shares.taken()).isOne();
    places.poll().send(REPLY);
    assertThat(shares.taken()).isZero();
  }

  /** How many of so many tasks of a client are taken by threads that begin none. */
  private int waiting(String client, int asked, Queue<Runnable> threads) {
    int before = threads.size();
    for (int i = 0; i < asked; i++) {
      try {
        shares.execute(client, threads::add, () -> sent.add(REPLY));
      } catch (RejectedExecutionException e) {
        assertThat(e).hasMessage(client + " has its share of the waiting work");
      }
    }
    return threads.size() - before;
  }

  @Test
  void execute_holdsAPlaceUntilTheWorkBegins() {
    Queue<Runnable> threads = new ArrayDeque<>();
    assertThat(waiting("192.0.2.1", 1000, threads)).isEqualTo(32);
    assertThat(waiting("192.0.2.2", 1000, threads)).isEqualTo(4);
    assertThat(shares.taken()).isEqualTo(36);
    threads.poll().run();
    assertThat(sent).hasSize(1);
    assertThat(shares.taken()).isEqualTo(35);
    assertThat(waiting("192.0.2.1", 1000, threads)).as("over its share").isZero();
    threads.forEach(Runnable::run);
    assertThat(shares.taken()).isZero();
    assertThat(waiting("192.0.2.1", 1000, threads)).isEqualTo(32);
  }

  @Test
  void execute_refusedByTheThreads_givesThePlaceBack() {
    Executor full =
        work -> {
          throw new RejectedExecutionException("full");
        };
    assertThatThrownBy(() -> shares.execute("192.0.2.1", full, () -> sent.add(REPLY)))
        .hasMessage("full");
    assertThat(shares.taken()).isZero();
    assertThat(sent).isEmpty();
  }

  @Test
  void execute_workThatThrowsWhereItIsGivenOver_givesThePlaceBackOnce() {
    Runnable broken =
        () -> {
          throw new IllegalStateException("broken");
        };
    assertThatThrownBy(() -> shares.execute("192.0.2.1", Runnable::run, broken))
        .hasMessage("broken");
    assertThat(shares.taken()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2",
    "0:0:0:0:0:0:0:1, 0:0:0:0",
    // As a proxy says it in X-Forwarded-For.
    "2001:db8::1, 2001:db8:0:0",
    "2001:db8::2:3, 2001:db8:0:0",
    "2001:db8:7::1, 2001:db8:7:0",
    "::1, 0:0:0:0",
    "local, local",
    "a::b.example, a::b.example"
  })
  void owner_isAnAddressOrTheBlockOfACustomer(String address, String owner) {
    assertThat(ClientShares.owner(address)).isEqualTo(owner);
  }
}
