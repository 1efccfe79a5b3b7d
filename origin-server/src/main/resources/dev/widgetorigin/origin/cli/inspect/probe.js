// Looks at a page before a bundle is loaded; the object it returns tells what has changed since.
// Nothing of it is reachable from the page. What it uses is kept, as the bundle may replace it.
(() => {
  const { Set, Map, Promise, String, JSON, Math, Object, document } = window;
  const { ownKeys, getOwnPropertyDescriptor: describe } = Reflect;
  const names = Object.getOwnPropertyNames;
  const globals = new Set(names(window));
  const seen = new Set();
  const known = [];
  const text = key => (typeof key === 'symbol' ? String(key) : key);

  const keep = (name, object) => {
    if ((typeof object !== 'object' && typeof object !== 'function') || object === null) return;
    if (seen.has(object)) return;
    seen.add(object);
    const before = new Map();
    for (const key of ownKeys(object)) before.set(key, describe(object, key));
    known.push({ name, object, before });
  };
  for (const key of globals) {
    const { value } = describe(window, key) ?? {};
    if (typeof value === 'function') {
      keep(key, value);
      keep(key + '.prototype', value.prototype);
    } else if (value && typeof value === 'object' && names(value).length > 0) {
      const tag = Object.prototype.toString.call(value);
      if (value === window || value.window === value || /Array|Object Object/.test(tag)) continue;
      keep(key, value);
    }
  }
  for (const name of ['document', 'navigator', 'history', 'location', 'screen', 'performance']) {
    keep(name, window[name]);
  }
  const ofWindow = new Map();
  for (const key of globals) ofWindow.set(key, describe(window, key));

  const same = (a, b) => a && b && a.value === b.value && a.get === b.get && a.set === b.set;
  const code = descriptor => typeof descriptor.value === 'function' || descriptor.get || descriptor.set;
  const changes = (name, object, before, found) => {
    for (const [key, old] of before) {
      const fresh = describe(object, key);
      if (!fresh) found.add('-' + name + text(key));
      else if (code(old) && !same(old, fresh)) found.add(name + text(key));
    }
  };

  const violations = [];
  const heard = event => {
    if (violations.length < 500) {
      violations.push({
        directive: event.effectiveDirective,
        blocked: event.blockedURI,
        sample: event.sample,
      });
    }
  };
  document.addEventListener('securitypolicyviolation', heard, true);
  let longTasks = 0;
  let longest = 0;
  try {
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) {
        longTasks++;
        longest = Math.max(longest, entry.duration);
      }
    }).observe({ type: 'longtask' });
  } catch {
    // A browser without it has no figure.
  }
  const cookies = () => {
    try {
      return document.cookie.split('; ').filter(Boolean).map(each => each.split('=')[0]);
    } catch {
      // Not in a page that is sandboxed.
      return [];
    }
  };
  const keys = area => {
    try {
      return Object.keys(window[area]).map(key => area + ' ' + key);
    } catch {
      return [];
    }
  };
  const storage = async () => {
    const found = [...keys('localStorage'), ...keys('sessionStorage')];
    try {
      for (const each of await indexedDB.databases()) found.push('indexedDB ' + each.name);
      for (const each of await caches.keys()) found.push('cache ' + each);
      for (const each of await navigator.serviceWorker.getRegistrations())
        found.push('serviceWorker ' + each.scope);
    } catch {
      // Not on a page without a secure origin.
    }
    return found;
  };
  const cookiesBefore = new Set(cookies());
  const storageBefore = storage().then(found => new Set(found));
  let policy;
  try {
    policy = window.trustedTypes?.createPolicy('widget-origin-inspect', { createScriptURL: url => url });
  } catch {
    // The page's own policy names those that may be made.
  }

  return {
    // Puts the tag of the bundle's entry file into the page and waits for it.
    load(url, kind) {
      return new Promise(done => {
        const tag = document.createElement(kind === 'style' ? 'link' : 'script');
        if (kind === 'style') {
          tag.rel = 'stylesheet';
          tag.href = url;
        } else {
          if (kind === 'module') tag.type = 'module';
          tag.src = policy ? policy.createScriptURL(url) : url;
        }
        tag.onload = () => done('loaded');
        tag.onerror = () => done('failed');
        document.head.append(tag);
      });
    },
    async found() {
      const builtins = new Set();
      changes('', window, ofWindow, builtins);
      for (const { name, object, before } of known) {
        changes(name + '.', object, before, builtins);
        for (const key of ownKeys(object)) {
          if (!before.has(key)) builtins.add('+' + name + '.' + text(key));
        }
      }
      const old = await storageBefore;
      return JSON.stringify({
        globals: names(window).filter(key => !globals.has(key) && !/^\d+$/.test(key)),
        builtins: [...builtins],
        cookies: cookies().filter(each => !cookiesBefore.has(each)),
        storage: (await storage()).filter(each => !old.has(each)),
        violations,
        longTasks,
        longest: Math.round(longest),
      });
    },
  };
})()
