// What one can do with the conversation: language, letters, read aloud, copy, print, save, begin anew.

import { button, make, newId } from "./dom.js";

const VOICES = { nl: "nl-NL", en: "en-GB", tr: "tr-TR", ar: "ar", pl: "pl-PL", uk: "uk-UA" };

export class Tools {
  constructor(chat) {
    this.chat = chat;
  }

  buttons() {
    const { chat } = this, { t } = chat;
    const languages = make("select", { class: "languages", "aria-label": t.language, onchange: (event) => this.speak(event.target.value) },
      Object.entries(chat.config.names).map(([code, name]) =>
        make("option", { value: code, lang: code, text: name, selected: code === chat.config.language })));
    const id = newId("more");
    const large = chat.keep.get("large");
    const items = make("div", { id, class: "menu", hidden: true },
      button(t.person, () => chat.person.form({ fresh: true }), "item"),
      button(large ? t.normal : t.larger, (event) => {
        chat.keep.set("large", chat.keep.get("large") ? null : true);
        event.target.textContent = chat.keep.get("large") ? t.normal : t.larger;
        this.resize();
      }, "item"),
      button(t.copy_all, () => this.copy(this.text()), "item"),
      button(t.print, () => this.print(), "item"),
      button(t.save, () => this.save(), "item"),
      button(t.new, () => this.anew(), "item"));
    const opener = button(t.more, () => toggle(items.hidden), "small", { "aria-expanded": "false", "aria-controls": id });
    const toggle = (on) => {
      items.hidden = !on;
      opener.setAttribute("aria-expanded", String(on));
    };
    const menu = make("div", { class: "more", onkeydown: (event) => {
      if (event.key !== "Escape" || items.hidden) return;
      event.preventDefault();
      event.stopPropagation();
      toggle(false);
      opener.focus();
    }, onfocusout: (event) => { if (!menu.contains(event.relatedTarget)) toggle(false); } }, opener, items);
    // First the menu closes and the focus is back on its button: what is opened gives it back there.
    items.addEventListener("click", () => { toggle(false); opener.focus(); }, { capture: true });
    return [languages, menu];
  }

  resize() {
    this.chat.window.classList.toggle("large", Boolean(this.chat.keep.get("large")));
  }

  async speak(language) {
    const { chat } = this, { element } = chat;
    try {
      element.config = await element.load(language);
    } catch {
      chat.window.querySelector(".languages").value = chat.config.language;
      return chat.say(navigator.onLine ? "unreachable" : "offline");
    }
    chat.keep.set("language", language);
    const known = chat.keep.get("conversation");
    // What the server says itself, here and in a mail, in the same language.
    if (known) await chat.api.call("PUT", chat.path(known, "language"), { token: known.token, body: { language } }).catch(() => {});
    element.dress();
    this.silence();
    chat.badge(false);
    chat.position = 0;
    const modal = chat.window.matches(":modal");
    chat.build();
    if (modal) chat.window.showModal(); else chat.window.show();
    chat.person.card = null;
    chat.window.querySelector(".languages").focus();
    await chat.sync().catch((error) => chat.fail(error));
  }

  // The buttons below an answer.
  of(item, reply) {
    const { t } = this.chat;
    const copy = button(t.copy, () => this.copy(plain(item.querySelector(".body"))), "small");
    if (!("speechSynthesis" in window)) return [copy];
    const listen = button(t.listen, () => {
      const on = this.reading === listen;
      this.silence();
      if (!on) this.read(item, reply, listen);
    }, "small", { "aria-pressed": "false" });
    return [listen, copy];
  }

  // Each piece in the voice of its own language: our words in the asker's, quotes in Dutch.
  read(item, reply, listen) {
    const pieces = [...item.querySelectorAll(".body > *")];
    const sayings = pieces.map((piece) => {
      const saying = new SpeechSynthesisUtterance(plain(piece).replace(/\[\d+\]/g, ""));
      saying.lang = VOICES[(piece.closest("[lang]") || item).lang] || VOICES[reply.language];
      return saying;
    });
    if (!sayings.length) return;
    this.reading = listen;
    listen.textContent = this.chat.t.silence;
    listen.setAttribute("aria-pressed", "true");
    sayings.at(-1).onend = () => this.silence();
    sayings.forEach((saying) => { saying.onerror = () => this.silence(); speechSynthesis.speak(saying); });
  }

  silence() {
    if (!this.reading) return;
    const { reading } = this;
    this.reading = null;
    reading.textContent = this.chat.t.listen;
    reading.setAttribute("aria-pressed", "false");
    speechSynthesis.cancel();
  }

  async copy(text) {
    await navigator.clipboard.writeText(text).catch(() => {
      // Without permission for the clipboard: the old way.
      const field = make("textarea", { text });
      this.chat.window.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    });
    this.chat.status.textContent = this.chat.t.copied;
    setTimeout(() => { if (!this.chat.busy) this.chat.status.textContent = ""; }, 4000);
  }

  text() {
    return [...this.chat.log.querySelectorAll(".line")].map((line) =>
      [line.querySelector(".who").textContent, ...[...line.querySelectorAll(":scope > p, .body > *, .source")].map(plain)].join("\n"))
      .join("\n\n");
  }

  save() {
    const link = make("a", { download: "gesprek.txt",
      href: URL.createObjectURL(new Blob([this.text()], { type: "text/plain;charset=utf-8" })) });
    link.click();
    URL.revokeObjectURL(link.href);
  }

  // A page with nothing but the conversation, printed and thrown away.
  print() {
    const frame = make("iframe", { hidden: true, title: this.chat.t.print });
    document.body.append(frame);
    const page = frame.contentDocument;
    page.documentElement.lang = this.chat.config.language;
    page.documentElement.dir = this.chat.element.dir;
    page.title = this.chat.config.title;
    const text = page.createElement("pre");
    text.style.cssText = "white-space: pre-wrap; font: 12pt/1.5 sans-serif";
    text.textContent = `${this.chat.config.organisation}\n\n${this.text()}`;
    page.body.append(text);
    frame.contentWindow.addEventListener("afterprint", () => frame.remove());
    frame.contentWindow.print();
  }

  anew() {
    const { chat } = this, { t } = chat;
    const leave = chat.cover(t.new, make("p", { text: t.new_sure }), button(t.new, () => {
      chat.renew();
      chat.keep.forget();
      chat.field.value = "";
      chat.typed();
      chat.problem.replaceChildren();
      leave();
      chat.scroller.scrollTop = 0;
      chat.field.focus();
    }, "primary"), button(t.cancel, () => leave()));
  }
}

// The text as it is read, without the meanings of terms that are closed.
function plain(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("[hidden]").forEach((hidden) => hidden.remove());
  copy.querySelectorAll("dt").forEach((label) => label.append(": "));
  copy.querySelectorAll("dd, .title, h4").forEach((row) => row.append("\n"));
  return copy.textContent.trim();
}
