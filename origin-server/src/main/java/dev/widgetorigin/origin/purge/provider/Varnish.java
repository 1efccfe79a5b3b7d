package dev.widgetorigin.origin.purge.provider;

import dev.widgetorigin.origin.purge.client.EdgeClient;
import dev.widgetorigin.origin.purge.client.ProviderException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;

/**
 * Varnish: {@code BAN} with one tag in {@code Surrogate-Key}, as {@code deploy/varnish.vcl} takes
 * it; or {@code PURGE} with tags in {@code xkey}, as the manual of vmod_xkey has it.
 *
 * @see <a href="https://github.com/varnish/varnish-modules/blob/master/src/vmod_xkey.vcc">vmod_xkey
 *     </a>
 */
final class Varnish implements Provider {
  /** Varnish takes 8 KiB for one header field; a tag has 120 characters at most. */
  private static final int XKEYS = 50;

  private final EdgeClient client;
  private final URI url;
  private final boolean xkey;

  Varnish(EdgeClient client, String url, boolean xkey) {
    this.client = client;
    this.url = URI.create(url);
    this.xkey = xkey;
  }

  @Override
  public By by() {
    return By.TAGS;
  }

  @Override
  public Limits limits() {
    return Limits.of(xkey ? XKEYS : 1, 1000, 200);
  }

  @Override
  public String promise() {
    return "at once";
  }

  @Override
  public void purge(List<String> items) throws ProviderException, InterruptedException {
    client.expectSuccess(
        HttpRequest.newBuilder(url)
            .method(xkey ? "PURGE" : "BAN", BodyPublishers.noBody())
            .header(xkey ? "xkey" : "Surrogate-Key", String.join(" ", items))
            .build());
  }
}
