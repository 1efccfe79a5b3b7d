/**
 * The fallback loader of one widget: tries source after source, offers a share of browsers the
 * version that is being rolled out, and falls back to the stable one.
 *
 * This is the source of the newest template; docs/loader.md says how a template is made of it. It is
 * minified (ES2015, which browsers have since 2016) once for every choice of the switches
 * below, so that nobody downloads what a widget does not use.
 *
 * @template 2
 * @change Needs a browser of 2016 or later: Chrome 54, Firefox 49, Safari 10.
 * @change Reports of a rollout name the site: the tag's site attribute, else the page's host.
 * @change A site that was held back from a rollout keeps the stable version.
 * @change Hashes in integrity are SHA-256 instead of SHA-384, which have a third fewer characters.
 * @change A script that throws while it makes its global a const fails; before, nobody was told.
 *
 * It is written to be small after Brotli; LoaderScriptTest holds the limits. LoaderScript puts
 * values where the names in capitals stand:
 *
 *   WL_NAME      "msr-webchat"
 *   WL_KEY       "wl:msr-webchat": of the promise in window, and of the mark in the storage
 *   WL_SELF      an expression: the base URL that this loader came from
 *   WL_TAG       an expression: the script element, whose nonce is copied
 *   WL_BASES     ["https://cdn.example/msr-webchat/v*" + "/", …]; * is the version
 *   WL_GLOBAL    an expression: the widget's global variable, or 1 where it sets none
 *   WL_PRESENT   an expression: the same, or 0 where it sets none
 *   WL_TIMEOUT   milliseconds for each source
 *   WL_USUAL     ["1.2.3", "stable", "dist/a.css", "sha256-…", "dist/a.js", "sha256-…"]: version,
 *                cohort, then path and hash of each file; the script is last
 * with ROLLOUT
 *   WL_OFFERED   the same for the version in a rollout
 *   WL_MARK      that version alone, which a browser has noted where it is broken
 *   WL_STORE     an expression: localStorage, sessionStorage or {}
 *   WL_WEIGHT    the rollout's share in hundredths of a percent
 *   WL_SALT      moves the buckets from one rollout to the next
 *   WL_FROM      " site=", or " channel=beta site=": what a report says last; the site follows it
 *   WL_OUTCOMES  the URL that takes outcome reports; empty for where the loader came from, and then
 *                the || after it goes too
 * with WATCH (and ROLLOUT)
 *   WL_WATCH     milliseconds after "ready" in which an error of the widget's own files counts
 * with CHANNELS
 *   WL_CHANNEL   an expression: what the page's URL asks for, a match whose [1] is a channel, or 0
 * with ATTRIBUTES
 *   WL_ATTRS     "type","module": an attribute of the script; the call is made once for each
 * with RULES
 *   WL_RULES     {"shop.example": -1, "intranet.example": 1E4}: the weight that a site has of its own,
 *                below every bucket where it is kept from the rollout, or above
 * with HELD (and RULES)
 *   WL_RULES     the same by the sites' hashes, {8127364: -1, 90: 1E4}; SiteHash makes the same
 */

/** @define {boolean} a rollout is running */
var ROLLOUT = true;
/** @define {boolean} errors after loading count */
var WATCH = true;
/** @define {boolean} the widget has channels */
var CHANNELS = true;
/** @define {boolean} the widget has style sheets */
var STYLES = true;
/** @define {boolean} the widget's script has attributes of its own */
var ATTRIBUTES = true;
/** @define {boolean} the rollout has rules for sites, or some were held back */
var RULES = true;
/** @define {boolean} some sites were held back from the rollout */
var HELD = true;

(() => {
  var self = WL_SELF;
  var hash = 0;
  var name = WL_NAME;
  var promise = window[WL_KEY];
  // Gives back the URL it is given; also where there are no Trusted Types.
  var policy = {createScriptURL: String};
  var tag = WL_TAG;
  // The page's, as reports name it; empty where its name cannot be encoded.
  var site = "";
  var bases = WL_BASES;
  var store, offered, settle, wanted, style;

  function start(canary) {
    // The folder whose errors count; 0 where none do any more.
    var base;
    var source = 0;
    var release = ROLLOUT && canary ? WL_OFFERED : WL_USUAL;
    var file = 2;
    var detail = {name: name, version: release[0], cohort: release[1]};

    function end(event, outcome, failed) {
      if (ROLLOUT && (canary || failed || Math.random() < 0.01)) {
        try {
          // It throws for what is no URL of HTTP, as where the loader came from a blob.
          navigator.sendBeacon(
            WL_OUTCOMES || self + "/-/outcome",
            name + "@" + release[0] + " " + release[1] + " " + outcome + WL_FROM + site
          );
        } catch (untold) {}
      }
      if (event) {
        document.dispatchEvent(new CustomEvent("widget:" + event, {detail: detail, bubbles: 1}));
        settle(failed ? Promise.reject(detail) : WL_GLOBAL);
      }
    }

    /** Counts, once, what the version's own files throw, and what the widget reports itself. */
    function crash(event) {
      if (
        base &&
        (event.detail == name ||
          (event.filename + (event.reason || 0).stack + "").includes(base))
      ) {
        // Later, for a script that throws while it runs is not "ready" yet; and only if it then is:
        // else what is told is that there is no "ready".
        setTimeout(() => release[file] || (base && end((base = 0), "crash", 1)));
      }
    }

    if (ROLLOUT && WATCH) {
      addEventListener("error", crash);
      addEventListener("widget:crash", crash);
      addEventListener("unhandledrejection", crash);
    }
    (function next() {
      if (STYLES) {
        style = release[file + 2];
      }
      if (!release[file]) {
        end("ready", source ? "fallback" : "ok");
        if (ROLLOUT && WATCH) {
          setTimeout(() => (base = 0), WL_WATCH);
        }
      } else if (bases[source]) {
        insert(
          (base = bases[source].replace("*", release[0])) + release[file],
          release[file + 1],
          (loaded) => {
            try {
              // A syntax error, a throw and a captive portal's page all "load".
              loaded && ((STYLES && style) || WL_GLOBAL) ? (file += 2) : source++;
            } catch (unset) {
              // What throws while it makes a const leaves a name that cannot be looked at.
              source++;
            }
            next();
          }
        );
      } else if (ROLLOUT && canary) {
        end((base = 0), "rollback");
        start();
        // Last, for it may throw where the storage is full.
        store[WL_KEY] = release[0];
      } else {
        end("error", "error", 1);
      }
    })();
  }

  /**
   * Makes the element that loads url: a style sheet where style says so, else a script. Calls
   * end(true) on load, end(false) on error or time-out.
   */
  function insert(url, integrity, end) {
    var element = document.createElement(STYLES && style ? "link" : "script");
    /** Without an event: it took too long. Once only: what comes later finds no end to call. */
    function finish(event) {
      if (end) {
        // A script that is only removed still runs when it arrives; one that went into another
        // document never does. (append answers nothing: no success.)
        end(event ? event.type == "load" : new Document().append(element), (end = 0));
      }
    }
    element.onload = element.onerror = finish;
    element.integrity = integrity;
    element.nonce = tag.nonce;
    element.crossOrigin = "";
    setTimeout(finish, WL_TIMEOUT);
    try {
      if (STYLES) {
        element.rel = "stylesheet";
      }
      if (ATTRIBUTES && (!CHANNELS || integrity) && !(STYLES && style)) {
        element.setAttribute(WL_ATTRS);
      }
      if (STYLES) {
        // Neither rel nor href means anything to a script, nor src to a link.
        element.href = element.src = policy.createScriptURL(url);
      } else {
        element.src = policy.createScriptURL(url);
      }
      document.head.append(element);
    } catch (refused) {
      finish();
    }
  }

  if (CHANNELS && promise) {
    // The loader of a wanted channel takes over the promise.
    settle = promise.ok;
    promise.ok = 0;
  }
  if (!promise) {
    // Nobody need wait for the promise; a failure is told by the event as well.
    (promise = window[WL_KEY] = new Promise((resolve) => (settle = resolve))).catch(String);
  }
  if (!settle) {
    // A duplicate tag.
    return;
  }
  try {
    if (WL_PRESENT) {
      return settle(WL_GLOBAL);
    }
    policy = trustedTypes.createPolicy("wl-" + name, policy);
  } catch (none) {}
  if (ROLLOUT) {
    try {
      // Before the storage, which may be denied: where the page is, is told in any case.
      site = encodeURIComponent(tag.getAttribute("site") || location.hostname);
      if (HELD) {
        for (var letter of site) {
          hash = (hash * 31 + letter.charCodeAt()) % 1e7;
        }
      }
      store = WL_STORE;
      offered =
        ((store["wl:b"] = (store["wl:b"] || Math.random() * 1e4) | 0) + WL_SALT) % 1e4 <
          (RULES ? WL_RULES[HELD ? hash : site] || WL_WEIGHT : WL_WEIGHT) && store[WL_KEY] != WL_MARK;
    } catch (denied) {
      // Without storage a browser would change sides at every page view: stable.
    }
  }
  if (CHANNELS && (wanted = WL_CHANNEL)) {
    promise.ok = settle;
    insert(
      self + "/-/loader/" + name + "/" + wanted[1] + ".js",
      "",
      (loaded) => loaded || start(offered)
    );
  } else {
    start(offered);
  }
})();
