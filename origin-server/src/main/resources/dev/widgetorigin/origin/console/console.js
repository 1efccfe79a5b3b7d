/** What is live in the console. Every page works without it. */

const page = document.documentElement;
const changed = document.getElementById("changed");

/** Fetches this page again, parsed by the browser and inert: no text is turned into markup here. */
function fresh() {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", location.href);
    request.responseType = "document";
    request.onload = () =>
      request.status === 200 && request.response ? resolve(request.response) : reject(request.status);
    request.onerror = reject;
    request.send();
  });
}

/** Whether somebody is in the middle of something there. */
function busy(part) {
  return part.contains(document.activeElement) || part.querySelector("details[open]") !== null;
}

/**
 * Takes over the parts that differ, are new or are gone; leaves alone what somebody works in, and
 * says so. What has just come about is told at the top: it may be far from where somebody looks.
 */
function takeOver(next) {
  const told = [];
  let left = false;
  for (const part of document.querySelectorAll("[data-live]")) {
    const now = next.getElementById(part.id);
    if (now && part.isEqualNode(now)) {
      continue;
    }
    if (now?.dataset.tell && now.dataset.tell !== part.dataset.tell) {
      told.push(now.dataset.tell);
    }
    if (busy(part)) {
      // Where ages tick, a difference is no news.
      left = left || part.dataset.fresh === undefined;
    } else if (now) {
      part.replaceWith(document.importNode(now, true));
    } else {
      part.remove();
    }
  }
  addNew(next);
  if (left) {
    told.push("Something here has changed meanwhile. Load the page again to see it.");
  }
  if (told.length > 0 && changed) {
    changed.textContent = told.join(" ");
    changed.hidden = false;
  }
}

/** Puts parts that this page does not have behind the one that they follow, or before all others. */
function addNew(next) {
  let before = null;
  for (const part of next.querySelectorAll("[data-live]")) {
    let here = document.getElementById(part.id);
    if (!here) {
      here = document.importNode(part, true);
      const first = document.querySelector("[data-live]");
      if (before) {
        before.after(here);
      } else if (first) {
        first.before(here);
      } else {
        document.getElementById("main").append(here);
      }
    }
    before = here;
  }
}

/** A page with nothing live is not asked for again: making it may be costly. */
async function refresh() {
  if (document.querySelector("[data-live]")) {
    takeOver(await fresh());
  }
}

/** Ages and queues move without a change of the log; a page that nobody looks at can wait. */
function keepFresh() {
  setInterval(() => {
    if (document.visibilityState === "visible") {
      refresh().catch(() => {});
    }
  }, 10000);
}

/** Asks until the change log has grown, for ever; slower where there is no answer. */
async function follow(feed) {
  let seen = Number(page.dataset.sequence);
  let pause = 1000;
  for (;;) {
    try {
      const answer = await fetch(`${feed}?after=${seen}`, { cache: "no-store" });
      if (answer.status === 401) {
        location.reload();
        return;
      }
      if (!answer.ok) {
        throw new Error(String(answer.status));
      }
      const { sequence } = await answer.json();
      if (sequence > seen) {
        await refresh();
        seen = sequence;
      }
      pause = 1000;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(pause * 2, 60000);
    }
  }
}

/** A button beside each text that is there to be copied. */
function offerCopies() {
  for (const box of document.querySelectorAll("[data-copy]")) {
    const code = box.querySelector("code");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = "Copy";
    button.setAttribute("aria-describedby", code.id);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = "Copied";
      } catch {
        // Not allowed, or not over HTTPS: marked, so that the keyboard can copy it.
        getSelection().selectAllChildren(code);
        button.textContent = "Marked";
      }
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
    box.append(button);
  }
}

/** A button beside each link that is there to be sent to somebody. */
function offerLinks() {
  for (const link of document.querySelectorAll("[data-link]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = "Copy it";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(link.href);
        button.textContent = "Copied";
      } catch {
        link.focus();
      }
      setTimeout(() => (button.textContent = "Copy it"), 2000);
    });
    link.after(button);
  }
}

offerCopies();
offerLinks();
// What was made by a form is shown once: loading the page again must not send the form again.
if (document.querySelector("[data-once]")) {
  history.replaceState(null, "", location.pathname);
}
// What was done is told once, not again when the page is loaded again.
if (new URLSearchParams(location.search).has("done")) {
  history.replaceState(null, "", location.pathname);
}
if (page.dataset.feed) {
  void follow(page.dataset.feed);
  if (document.querySelector("[data-fresh]")) {
    keepFresh();
  }
}
