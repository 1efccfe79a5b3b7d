/**
 * The fallback loader of one widget: tries source after source, offers a share of browsers the
 * version that is being rolled out, and falls back to the stable one.
 *
 * This is the template. The build minifies it (ES5, so that an old browser can at least read it)
 * once for every choice of the three switches below, so that nobody downloads what a widget does
 * not use. LoaderScript puts values where the names in capitals stand:
 *
 *   WL_NAME      "msr-webchat"
 *   WL_SELF      an expression: the base URL that this loader came from
 *   WL_TAG       an expression: the script element, whose nonce is copied
 *   WL_BASES     ["https://cdn.example/msr-webchat/v*" + "/", …]; * is the version
 *   WL_GLOBAL    an expression: the widget's global variable, or 1 where it sets none
 *   WL_PRESENT   an expression: the same, or 0 where it sets none
 *   WL_TIMEOUT   milliseconds for each source
 *   WL_STABLE    ["1.2.3", ["dist/a.css", "sha384-…"], ["dist/a.js", "sha384-…"]]; the script is last
 * with ROLLOUT
 *   WL_CANARY    the same for the version in a rollout
 *   WL_MARK      that version alone, which a browser notes where it is broken
 *   WL_STORE     an expression: localStorage, sessionStorage or {}
 *   WL_WEIGHT    the rollout's share in hundredths of a percent
 *   WL_SALT      moves the buckets from one rollout to the next
 *   WL_OUTCOMES  the base URL that takes outcome reports, or 0 for where the loader came from
 * with CHANNELS
 *   WL_CHANNEL   an expression: what the page's URL asks for, a match whose [1] is a channel, or 0
 * with EXTRAS
 *   WL_ATTRS     {"type": "module"}: more attributes for the script
 *   WL_SITES     {"shop.example": 0, "intranet.example": 1}: sites opted out of the rollout, or in
 */

/** @define {boolean} a rollout is running */
var ROLLOUT = true;
/** @define {boolean} the widget has channels */
var CHANNELS = true;
/** @define {boolean} the widget has style sheets, attributes, or rules for sites */
var EXTRAS = true;

(function () {
  var name = WL_NAME;
  var key = "wl:" + name;
  var self = WL_SELF;
  var bases = WL_BASES;
  var promise = window[key];
  var tag = WL_TAG;
  var settle, policy, wanted;

  /** Makes the element that loads url; calls end(true) on load, end(false) on error or time-out. */
  function insert(url, integrity, end, style) {
    var element = document.createElement(EXTRAS && style ? "link" : "script");
    var done;
    function finish(event) {
      if (!done) {
        done = 1;
        end(event.type == "load");
      }
    }
    setTimeout(function () {
      if (!done) {
        // A script that is only removed still runs when it arrives; one that another document has
        // adopted never does.
        document.implementation.createHTMLDocument("").adoptNode(element);
        finish(0);
      }
    }, WL_TIMEOUT);
    element.onload = element.onerror = finish;
    element.nonce = tag.nonce;
    element.crossOrigin = "anonymous";
    element.integrity = integrity;
    try {
      if (EXTRAS && style) {
        element.rel = "stylesheet";
        element.href = url;
      } else {
        if (EXTRAS && integrity) {
          for (var more in WL_ATTRS) {
            element.setAttribute(more, WL_ATTRS[more]);
          }
        }
        element.src = policy ? policy.createScriptURL(url) : url;
      }
      document.head.appendChild(element);
    } catch (refused) {
      finish(0);
    }
  }

  function start(canary) {
    var release = ROLLOUT && canary ? WL_CANARY : WL_STABLE;
    var cohort = ROLLOUT && canary ? "canary" : "stable";
    var file = 1;
    var source = 0;

    function end(event, outcome, failed) {
      var detail = {name: name, version: release[0], cohort: cohort};
      if (ROLLOUT && navigator.sendBeacon && (canary || failed || Math.random() < 0.01)) {
        navigator.sendBeacon(
          (WL_OUTCOMES || self) + "/-/outcome",
          name + "@" + release[0] + " " + cohort + " " + outcome
        );
      }
      if (event) {
        document.dispatchEvent(
          new CustomEvent("widget:" + event, {bubbles: true, detail: detail})
        );
        settle(failed ? Promise.reject(detail) : WL_GLOBAL);
      }
    }

    (function next() {
      var each = release[file];
      var style = EXTRAS && each && /css$/.test(each[0]);
      if (!each) {
        end("ready", source ? "fallback" : "ok");
      } else if (bases[source]) {
        insert(
          bases[source].replace("*", release[0]) + each[0],
          each[1],
          function (loaded) {
            // A syntax error, a throw and a captive portal's page all "load".
            loaded && (style || WL_GLOBAL) ? file++ : source++;
            next();
          },
          style
        );
      } else if (ROLLOUT && canary) {
        end(0, "rollback", 1);
        start();
        // Last, for it may throw where the storage is full.
        WL_STORE[key] = WL_MARK;
      } else {
        end("error", "error", 1);
      }
    })();
  }

  function begin() {
    var offered;
    if (ROLLOUT) {
      try {
        var store = WL_STORE;
        if (!store["wl:b"]) {
          store["wl:b"] = (Math.random() * 1e4) | 0;
        }
        offered = (+store["wl:b"] + WL_SALT) % 1e4 < WL_WEIGHT;
        if (EXTRAS) {
          var site = WL_SITES[(tag.src && tag.getAttribute("site")) || location.hostname];
          offered = site == null ? offered : site;
        }
        offered = offered && store[key] != WL_MARK;
      } catch (denied) {
        // Without storage a browser would change sides at every page view: stable.
        offered = 0;
      }
    }
    start(offered);
  }

  if (promise) {
    // A duplicate tag ends here; but the loader of a wanted channel takes over the promise.
    if (!CHANNELS || !promise.ok) {
      return;
    }
    settle = promise.ok;
    promise.ok = 0;
  } else {
    promise = window[key] = new Promise(function (resolve) {
      settle = resolve;
    });
    // Nobody need wait for the promise; a failure is told by the event as well.
    promise.catch(function () {});
  }
  try {
    policy = trustedTypes.createPolicy("wl-" + name, {
      createScriptURL: function (url) {
        return url;
      }
    });
  } catch (none) {}
  if (WL_PRESENT) {
    settle(WL_GLOBAL);
  } else if (CHANNELS && (wanted = WL_CHANNEL)) {
    promise.ok = settle;
    insert(self + "/-/loader/" + name + "/" + wanted[1] + ".js", "", function (loaded) {
      loaded || begin();
    });
  } else {
    begin();
  }
})();
