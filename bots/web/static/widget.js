// The chat on any page, by one line: a deferred script, HOST/widget.js.
// This file is all a page loads: a button, and the server's word on whether this site may show it.
// The chat itself (widget/*.js) comes when someone opens it. Documentation: docs/widget.md.
"use strict";

(() => {
  const script = document.currentScript;
  const host = new URL(script.src).origin;
  const ATTRIBUTES = ["language", "title", "greeting", "questions", "position", "colour", "on-colour", "scheme", "audience", "open"];
  const LANGUAGES = ["nl", "en", "tr", "ar", "pl", "uk"];
  const kept = (() => { try { return localStorage; } catch { return null; } })();

  class WegwijsChat extends HTMLElement {
    async connectedCallback() {
      if (this.shadowRoot) return;
      this.host = host;
      this.attachShadow({ mode: "open" });
      try {
        const [config, css] = await Promise.all([this.load(...this.language()), fetch(`${host}/widget/widget.css`)]);
        if (!css.ok) throw new Error(`widget.css: ${css.status}`);
        this.config = config;
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(await css.text());
        this.shadowRoot.adoptedStyleSheets = [sheet];
      } catch (error) {
        console.error(`Wegwijs: de chat wordt niet getoond. ${error.message}`);
        return;
      }
      this.dress();
      this.button();
      if (this.hasAttribute("open") || kept?.getItem(`wegwijs-open:${host}`)) this.show(false);
    }

    // What the server says in a language; what the page's author set goes first.
    async load(language, page = "") {
      const wanted = language ? `language=${language}` : `page=${page || "nl"}`;
      const answer = await fetch(`${host}/api/v1/widget/config?${wanted}`);
      const config = await answer.json();
      if (!answer.ok) throw new Error(config.detail);
      const own = (name) => this.getAttribute(name);
      config.title = own("title") || config.title;
      config.greeting = own("greeting") ?? config.greeting;
      if (own("questions")) config.questions = own("questions").split("|").map((q) => q.trim()).filter(Boolean);
      config.position = own("position") || config.position;
      return config;
    }

    // Chosen here before, or set by the page's author; and what the page or the browser speaks, for
    // when the operator set none either.
    language() {
      const first = (wanted) => wanted.map((l) => (l || "").replaceAll('"', "").slice(0, 2).toLowerCase())
        .find((l) => LANGUAGES.includes(l));
      return [first([kept?.getItem(`wegwijs-language:${host}`), this.getAttribute("language")]),
        first([document.documentElement.lang, ...navigator.languages])];
    }

    dress() {
      const { config } = this;
      const colour = this.getAttribute("colour") || config.colour;
      const letters = this.getAttribute("on-colour") || config.on_colour;
      if (colour) this.style.setProperty("--wegwijs-accent", colour);
      if (letters) this.style.setProperty("--wegwijs-on-accent", letters);
      this.dataset.position = config.position === "left" ? "left" : "right";
      this.dataset.scheme = this.getAttribute("scheme") || "auto";
      this.lang = config.language;
      this.dir = config.language === "ar" ? "rtl" : "ltr";
    }

    button() {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "launcher";
      button.part = "launcher";
      button.setAttribute("aria-haspopup", "dialog");
      button.setAttribute("aria-expanded", "false");
      const draw = (name, attributes, ...children) => {
        const drawn = document.createElementNS("http://www.w3.org/2000/svg", name);
        Object.entries(attributes).forEach(([key, value]) => drawn.setAttribute(key, value));
        drawn.append(...children);
        return drawn;
      };
      button.append(draw("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, draw("path", {
        d: "M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z" })), document.createElement("span"));
      button.lastChild.textContent = this.config.texts.open;
      button.addEventListener("click", () => this.show(true));
      this.launcher = button;
      this.shadowRoot.append(button);
      // A reply of a person may have come since the last visit.
      if (kept?.getItem(`wegwijs-waiting:${host}`)) this.chat().catch(() => {});
    }

    chat() {
      this.loading ??= import(`${host}/widget/chat.js`).then((module) => new module.Chat(this));
      this.loading.catch(() => { this.loading = undefined; });
      return this.loading;
    }

    async show(focus) {
      this.launcher.setAttribute("aria-busy", "true");
      try {
        (await this.chat()).open(focus);
      } catch (error) {
        this.launcher.lastChild.textContent = `${this.config.texts[navigator.onLine ? "unreachable" : "offline"].split(".")[0]}.`;
        console.error(`Wegwijs: de chat gaat niet open. ${error.message}`);
      } finally {
        this.launcher.removeAttribute("aria-busy");
      }
    }
  }

  if (customElements.get("wegwijs-chat")) return;
  customElements.define("wegwijs-chat", WegwijsChat);
  const begin = () => {
    if (document.querySelector("wegwijs-chat")) return;
    const element = document.createElement("wegwijs-chat");
    for (const name of ATTRIBUTES) {
      if (script.hasAttribute(`data-${name}`)) element.setAttribute(name, script.getAttribute(`data-${name}`));
    }
    document.body.append(element);
  };
  // After the page itself, so that it is never in the page's way.
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin, { once: true });
})();
