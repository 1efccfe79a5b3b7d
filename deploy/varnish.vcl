# Varnish as a caching edge before widget-origin. The edge tests run this very file, with other
# ports. Varnish 6.0 or newer, no modules but std.
#
# Start it with gzip support off: Varnish would otherwise ask for gzip only, and lose Brotli:
#
#   varnishd -a :8000 -f /etc/varnish/widgets.vcl -s malloc,1g -p http_gzip_support=off
#
# Purging by tag, from a host in the list below (w-{widget}, w-{widget}-v-{version},
# w-{widget}-a-{alias}):
#
#   curl -X BAN -H 'Surrogate-Key: w-chat-a-latest' http://edge:8000/
vcl 4.1;

import std;

backend widget_origin {
  .host = "127.0.0.1";
  .port = "8080";
  .connect_timeout = 2s;
  .first_byte_timeout = 30s;
  .probe = {
    .url = "/-/readyz";
    .interval = 2s;
    .timeout = 1s;
    .window = 4;
    .threshold = 2;
    .initial = 2;
  }
}

acl operators {
  "127.0.0.1";
  "::1";
}

sub vcl_recv {
  if (req.method == "BAN") {
    if (client.ip !~ operators) {
      return (synth(403, "Not from here"));
    }
    if (req.http.Surrogate-Key !~ "^[a-z0-9._-]{1,120}$") {
      return (synth(400, "Surrogate-Key must be one tag"));
    }
    # On obj.* fields only, so that the ban lurker can do the work in the background.
    ban("obj.http.Surrogate-Key ~ (^|[[:space:]])" + regsuball(req.http.Surrogate-Key, "\.", "[.]")
        + "($|[[:space:]])");
    return (synth(200, "Banned"));
  }

  # A target with a scheme and a host (GET https://host/path) is for proxies. The origin would take
  # it, and none of the rules below would see its path.
  if (req.url !~ "^/") {
    return (synth(400, "Bad request target"));
  }

  # Varnish would pipe other methods, and the rest of that connection would bypass all rules.
  if (req.method !~ "^(GET|HEAD|OPTIONS)$" && !(req.method == "POST" && req.url ~ "^/-/outcome(\?|$)")) {
    return (synth(405, "Method not allowed"));
  }

  # Public are all paths except /health and /-/...; below /-/ only loaders, import maps and the reports
  # of browsers. This is a list of what is allowed, so paths that a later origin adds stay private.
  # Paths below /health/ belong to a widget of that name.
  if (req.url !~ "^/-/(loader/|importmap/|outcome(\?|$))"
      && req.url ~ "(?i)^/*((-|%2d)([/?;]|%2f|$)|health(\?|$))") {
    return (synth(404, "Not found"));
  }
  # A path that another server would normalise to a private one is refused, too.
  if (req.url ~ "(?i)^/-/[^?]*(/|%2f)(\.|%2e){1,2}(/|%2f|\?|$)") {
    return (synth(400, "Bad request target"));
  }

  # The origin ignores query strings, except ?meta and its page, and it ignores cookies.
  if (req.url ~ "^[^?]*\?(?:.*&)?meta(=|&|$)") {
    if (req.url ~ "^[^?]*\?(?:.*&)?page=[1-9][0-9]{0,5}(&|$)") {
      set req.url = regsub(
          req.url, "^([^?]*)\?(?:.*&)?page=([1-9][0-9]{0,5})(?:&.*)?$", "\1?meta&page=\2");
    } else {
      set req.url = regsub(req.url, "\?.*$", "?meta");
    }
  } else {
    set req.url = regsub(req.url, "\?.*$", "");
  }
  unset req.http.Cookie;
  unset req.http.Authorization;

  # No browser and hardly a person writes paths like these: letters, digits and slashes as percent
  # escapes, or escapes in upper and lower case in one path. For each file there are more of them than
  # any cache holds, so they are passed on and leave no copies.
  if (req.url ~ "%(?:2[DdEeFf]|3[0-9]|4[1-9A-Fa-f]|5[0-9AaFf]|6[1-9A-Fa-f]|7[0-9AaEe])"
      || req.url ~ "^(?=.*%(?:[a-f][0-9A-Fa-f]|[0-9A-F][a-f]))(?=.*%(?:[A-F][0-9A-Fa-f]|[0-9a-f][A-F]))") {
    return (pass);
  }

  # Deltas (RFC 9842). The client's dictionary is part of the key if it has the right form and the
  # client accepts a delta. Answers that are no deltas are not kept under such a key (see below), so
  # made-up dictionaries leave no copies, and no request waits for another one.
  unset req.http.X-Deltas;
  if (req.http.Available-Dictionary ~ "^:[A-Za-z0-9+/]{43}=:$"
      && req.http.Accept-Encoding ~ "(?i)\bdc[bz]\b") {
    set req.hash_ignore_busy = true;
    if (req.http.Accept-Encoding ~ "(?i)\bdcb\b") {
      set req.http.X-Deltas = "dcb, ";
    }
    if (req.http.Accept-Encoding ~ "(?i)\bdcz\b") {
      set req.http.X-Deltas = req.http.X-Deltas + "dcz, ";
    }
  } else {
    unset req.http.Available-Dictionary;
  }

  # A few normalised values instead of one variant for each browser's spelling. Unusual values (an
  # encoding with q=0, "identity", "*") stay as they are. Anybody can make one up, and each would be
  # a variant of its own, so only the usual ones of them leave copies; the others are passed on.
  if (req.http.Accept-Encoding !~ "(?i)identity|\*|q=0(\.0*)?([,;[:space:]]|$)") {
    if (req.http.Accept-Encoding ~ "(?i)\bbr\b") {
      if (req.http.Accept-Encoding ~ "(?i)\bzstd\b") {
        set req.http.Accept-Encoding = req.http.X-Deltas + "br, zstd, gzip";
      } else {
        set req.http.Accept-Encoding = req.http.X-Deltas + "br, gzip";
      }
    } elseif (req.http.Accept-Encoding ~ "(?i)\bgzip\b") {
      set req.http.Accept-Encoding = req.http.X-Deltas + "gzip";
    } elseif (!req.http.X-Deltas) {
      unset req.http.Accept-Encoding;
    }
  } elseif (req.http.Accept-Encoding !~ "(?i)^(identity|\*|identity;q=1, \*;q=0)$") {
    unset req.http.X-Deltas;
    return (pass);
  }
  unset req.http.X-Deltas;

  # While the origin is up, an alias may be stale for a minute until it is refreshed; while it is
  # down, for the whole grace (below). A loader is never stale while the origin is up: it may name a
  # version whose rollout was aborted.
  if (std.healthy(req.backend_hint)) {
    if (req.url ~ "^/-/loader/") {
      set req.grace = 0s;
    } else {
      set req.grace = 60s;
    }
  }
}

sub vcl_hash {
  hash_data(req.url);
  if (req.http.Available-Dictionary) {
    hash_data(req.http.Available-Dictionary);
  }
  # Without the Host, which anybody can make up: the origin answers all alike, or says "private". If
  # this Varnish has other sites too, add the host of the backend here.
  return (lookup);
}

sub vcl_backend_response {
  if (bereq.http.Available-Dictionary && beresp.http.Content-Encoding !~ "^dc[bz]$") {
    set beresp.uncacheable = true;
    set beresp.ttl = 0s;
    set beresp.grace = 0s;
    set beresp.keep = 0s;
    return (deliver);
  }

  # With cors.allowed-origins, answers vary by Origin, and anybody can make one up. Answers to origins
  # that are not allowed are not kept.
  if (bereq.http.Origin && beresp.http.Vary ~ "(?i)\borigin\b"
      && !beresp.http.Access-Control-Allow-Origin) {
    set beresp.uncacheable = true;
    set beresp.ttl = 0s;
    set beresp.grace = 0s;
    set beresp.keep = 0s;
    return (deliver);
  }

  # Surrogate-Control is for this cache and takes precedence over Cache-Control.
  if (beresp.http.Surrogate-Control ~ "max-age=[0-9]+") {
    set beresp.ttl = std.duration(
        regsub(beresp.http.Surrogate-Control, "^.*max-age=([0-9]+).*$", "\1s"), 300s);
  }
  if (beresp.http.Surrogate-Control ~ "stale-if-error=[0-9]+") {
    set beresp.grace = std.duration(
        regsub(beresp.http.Surrogate-Control, "^.*stale-if-error=([0-9]+).*$", "\1s"), 1d);
  }
  # Kept after expiry, so that the copy can be revalidated by ETag instead of fetched again.
  set beresp.keep = 1d;
  # A 404 cannot be revalidated, and anybody can ask for any number of paths that do not exist. It
  # goes soon after it has expired. Varnish has no bound for what it keeps for less than 10 seconds.
  if (beresp.status == 404) {
    set beresp.grace = 0s;
    set beresp.keep = 10s;
  }

  # When the origin fails, a stale answer is better than an error.
  if (beresp.status >= 500 && bereq.is_bgfetch) {
    return (abandon);
  }
}

sub vcl_synth {
  if (resp.status == 405) {
    set resp.http.Allow = "GET, HEAD, OPTIONS";
  }
}

sub vcl_deliver {
  # For this cache, not for browsers.
  unset resp.http.Surrogate-Control;
  unset resp.http.Surrogate-Key;
  if (obj.hits > 0) {
    set resp.http.X-Cache = "HIT";
  } else {
    set resp.http.X-Cache = "MISS";
  }
}
