/*! chat-bubble {{version}} | Apache-2.0 */
(function (global) {
  "use strict";

  var VERSION = "{{version}}";
  var ANSWERS = [
    "I am version " + VERSION + ". My bytes will never change.",
    "An alias such as v1 or latest can move; this exact version cannot.",
    "If I ever misbehave: widget-origin rollback chat-bubble",
    "I came compressed; every encoding was made when I was published."
  ];

  function element(tag, className, text) {
    var made = document.createElement(tag);
    made.className = className;
    if (text) {
      made.textContent = text;
    }
    return made;
  }

  function Bubble(host) {
    this.turn = 0;
    this.button = element("button", "cb-button");
    this.button.setAttribute("aria-label", "Open the chat");
    this.button.innerHTML =
      '<svg viewBox="0 0 24 24" width="26" height="26" aria-hidden="true"><path fill="currentColor"' +
      ' d="M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H9l-5 4v-4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z"/></svg>';
    this.badge = element("span", "cb-badge", VERSION);
    this.panel = element("section", "cb-panel");
    this.panel.hidden = true;
    this.log = element("div", "cb-log");
    this.form = element("form", "cb-form");
    this.input = element("input", "cb-input");
    this.input.placeholder = "Ask the widget something";
    this.input.setAttribute("aria-label", "Message");
    this.form.appendChild(this.input);
    this.form.appendChild(element("button", "cb-send", "Send"));
    this.panel.appendChild(element("header", "cb-header", "{{title}}"));
    this.panel.appendChild(this.log);
    this.panel.appendChild(this.form);
    this.button.appendChild(this.badge);
    host.appendChild(this.panel);
    host.appendChild(this.button);
    this.button.addEventListener("click", this.toggle.bind(this));
    this.form.addEventListener("submit", this.ask.bind(this));
  }

  Bubble.prototype.toggle = function () {
    this.panel.hidden = !this.panel.hidden;
    if (!this.panel.hidden && !this.log.firstChild) {
      this.say("cb-theirs", "{{greeting}}");
      this.input.focus();
    }
  };

  Bubble.prototype.say = function (className, text) {
    this.log.appendChild(element("p", "cb-line " + className, text));
    this.log.scrollTop = this.log.scrollHeight;
  };

  Bubble.prototype.ask = function (event) {
    event.preventDefault();
    var text = this.input.value.trim();
    if (!text) {
      return;
    }
    this.say("cb-mine", text);
    this.input.value = "";
    var answer = ANSWERS[this.turn++ % ANSWERS.length];
    {{answer}}
  };

  function mount(host) {
    var root = host || element("div", "");
    root.classList.add("cb-root");
    if (!host) {
      document.body.appendChild(root);
    }
    return new Bubble(root);
  }

  global.ChatBubble = { version: VERSION, mount: mount };
})(typeof window === "undefined" ? globalThis : window);
//# sourceMappingURL=chat-bubble.js.map
