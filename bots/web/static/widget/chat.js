// The open chat: its window, what was said, and asking. Other files each do one thing for it.

import { Api, Failure } from "./api.js";
import { answer, asked, heardFrom } from "./lines.js";
import { button, fill, make, newId, page, uuid } from "./dom.js";
import { cover } from "./cover.js";
import { Keep } from "./keep.js";
import { Live } from "./live.js";
import { Person } from "./person.js";
import { Tools } from "./tools.js";
import { opening } from "./opening.js";

const PHONE = matchMedia("(max-width: 40rem)");
// The assistant's steps as people can follow them.
const STEPS = { retrieve: "step_search", answer_from_sources: "step_write", write_answer: "step_written" };

export class Chat {
  constructor(element) {
    this.element = element;
    this.api = new Api(element.host);
    this.keep = new Keep(element.host, () => this.sync().catch(() => {}));
    this.position = 0;
    this.tools = new Tools(this);
    this.person = new Person(this);
    this.live = new Live(this);
    this.build();
    addEventListener("online", () => this.sync().catch(() => {}));
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.keep.get("conversation")) this.sync().catch(() => {});
    });
    if (this.keep.get("conversation")) this.sync().catch((error) => this.fail(error));
  }

  get config() { return this.element.config; }

  get t() { return this.element.config.texts; }

  get isOpen() { return this.window.open; }

  build() {
    const { t } = this;
    page.rtl = this.config.language === "ar";
    const heading = newId("title"), label = newId("question"), count = newId("count");
    this.heading = make("h2", { id: heading, tabindex: "-1", text: this.config.title });
    this.log = make("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": t.conversation });
    this.top = make("div", { class: "top" });
    this.below = make("div", { class: "below" });
    this.scroller = make("div", { class: "scroller", tabindex: "0", role: "group", "aria-label": t.conversation },
      this.top, this.log, this.below);
    this.sheet = make("div", { class: "sheet", hidden: true });
    this.status = make("p", { class: "status", role: "status" });
    this.news = make("p", { class: "unseen", role: "status" });
    this.problem = make("div", { class: "problem", role: "alert" });
    this.field = make("textarea", { id: label, rows: "2", "aria-describedby": count, autocomplete: "off",
      oninput: () => this.typed(), onkeydown: (event) => this.key(event) });
    this.count = make("p", { id: count, class: "count" });
    this.form = make("form", { onsubmit: (event) => { event.preventDefault(); this.send(); } },
      make("label", { for: label, text: t.question }),
      make("div", { class: "row" }, this.field, make("button", { type: "submit", class: "primary", text: t.send })),
      this.count);
    this.window = make("dialog", { class: "window", "aria-labelledby": heading,
      oncancel: (event) => { event.preventDefault(); this.close(); },
      onkeydown: (event) => { if (event.key === "Escape" && !event.defaultPrevented) this.close(); } },
      make("div", { class: "head" }, this.heading, ...this.tools.buttons(),
        button("×", () => this.close(), "icon", { "aria-label": t.close })),
      this.scroller, this.sheet, this.problem, this.status, this.news, this.form,
      make("p", { class: "danger", text: t.danger }));
    this.element.shadowRoot.querySelector("dialog")?.remove();
    this.element.shadowRoot.append(this.window);
    this.top.replaceChildren(...opening(this));
    this.field.value = this.keep.get("draft") || "";
    this.typed();
    this.tools.resize();
  }

  open(focus) {
    if (!this.isOpen) {
      // On a phone it fills the screen: nothing behind it can be reached until it closes.
      if (PHONE.matches) this.window.showModal(); else this.window.show();
      this.element.launcher.setAttribute("aria-expanded", "true");
      this.element.launcher.hidden = true;
      this.keep.set("open", true);
      this.badge(false);
    }
    this.field.value = this.keep.get("draft") || this.field.value;
    this.typed();
    if (focus) this.heading.focus();
    else this.window.contains(this.element.shadowRoot.activeElement) && this.element.shadowRoot.activeElement.blur();
    this.scroller.scrollTop = this.position ? this.scroller.scrollHeight : 0;
  }

  close() {
    this.tools.silence();
    this.window.close();
    this.keep.set("open", null);
    this.element.launcher.hidden = false;
    this.element.launcher.setAttribute("aria-expanded", "false");
    this.element.launcher.focus();
  }

  // The launcher says that a person has answered while the chat was closed.
  badge(on) {
    const { launcher, config } = this.element;
    launcher.classList.toggle("unread", on);
    launcher.lastChild.textContent = on ? config.texts.unread : config.texts.open;
  }

  typed() {
    const length = this.field.value.length, limit = this.config.longest;
    this.keep.set("draft", this.field.value || null);
    this.count.textContent = length > limit * 0.8 ? fill(this.t.count, { count: length, limit }) : "";
    this.count.classList.toggle("over", length > limit);
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !PHONE.matches) {
      event.preventDefault();
      this.form.requestSubmit();
    }
  }

  suggest(text) {
    this.field.value = text;
    this.typed();
    this.send();
  }

  async conversation() {
    const known = this.keep.get("conversation");
    if (known) return known;
    const begun = await this.api.call("POST", "/conversations", {
      body: { language: this.config.language, audience: this.element.getAttribute("audience") === "everyone" ? "everyone" : null } });
    this.keep.set("conversation", begun);
    return begun;
  }

  path(conversation, what) { return `/conversations/${conversation.id}/${what}`; }

  async send() {
    const text = this.field.value.trim();
    if (this.busy) return;
    if (!text) return this.say("empty");
    if (text.length > this.config.longest) return this.say("too_long", { count: text.length, limit: this.config.longest });
    this.busy = true;
    this.problem.replaceChildren();
    // Sent again after a broken connection, it is the same question to the server.
    if (this.attempt?.text !== text) this.attempt = { text, id: uuid() };
    const own = asked(this, text);
    this.log.append(own);
    this.bottom();
    this.status.textContent = this.t.step_read;
    try {
      await this.ask(text, own);
      this.attempt = null;
      this.field.value = "";
      this.typed();
    } catch (error) {
      own.remove();
      await this.recover(error, text);
    } finally {
      this.busy = false;
      this.status.textContent = "";
    }
    if (this.isOpen) this.field.focus();
  }

  async ask(text, own) {
    const conversation = await this.conversation();
    await this.sync();
    this.log.append(own);
    let reply = null, item = null;
    // What has come so far, for the eye; who listens hears it once, when it is whole.
    const coming = make("article", { class: "line coming", "aria-hidden": "true" });
    await this.api.stream("POST", this.path(conversation, "questions"), {
      body: { text, id: this.attempt.id }, token: conversation.token,
      slow: () => { this.status.textContent = this.t.slow; },
      heard: (name, data) => {
        if (name === "step" && STEPS[data.step]) this.status.textContent = this.t[STEPS[data.step]];
        if (name === "text") {
          coming.append(make("p", { text: data.text, dir: "auto" }));
          if (!coming.isConnected) this.log.append(coming);
          this.bottom();
        }
        if (name === "again") coming.replaceChildren();
        if (name === "answer") reply = data;
      },
    }).finally(() => coming.remove());
    if (!reply) throw new Failure("unreachable");
    item = answer(this, reply);
    // The server's own copy has what was masked; it takes the place of what was typed.
    await this.sync({ own, item });
    if (!item.isConnected) this.log.append(item);
    item.scrollIntoView({ block: "start" });
    this.keep.tell();
    if (reply.escalation) await this.person.passedOn(reply);
  }

  // Nothing typed is lost. If the question did arrive, its answer may be there already.
  async recover(error, text) {
    if (error.kind === "expired") this.renew();
    else {
      const before = this.position;
      await this.sync().catch(() => {});
      if (this.position > before && this.answered) {
        this.field.value = "";
        this.attempt = null;
        return this.typed();
      }
    }
    this.field.value = text;
    this.typed();
    this.fail(error, () => this.send());
  }

  renew() {
    this.keep.set("conversation", null);
    this.keep.set("waiting", null);
    this.position = 0;
    this.log.replaceChildren();
    this.below.replaceChildren();
    this.live.stop();
  }

  fail(error, again) {
    if (!(error instanceof Failure)) throw error;
    this.say(error.kind in this.t ? error.kind : "failed", error.values, again);
    if (error.kind === "expired") this.renew();
  }

  say(kind, values = {}, again) {
    this.problem.replaceChildren(make("p", { text: fill(this.t[kind], values) }),
      again ? button(this.t.retry, () => { this.problem.replaceChildren(); again(); }) : "");
  }

  // All that was said since we last looked, by us in another tab or by a person.
  sync(fresh) {
    this.syncing = (this.syncing || Promise.resolve()).catch(() => {}).then(() => this.fetchNew(fresh));
    return this.syncing;
  }

  async fetchNew(fresh) {
    const conversation = this.keep.get("conversation");
    if (!conversation) {
      if (this.position) this.renew();
      return;
    }
    if (this.known && this.known !== conversation.id) {
      this.position = 0;
      this.log.replaceChildren();
    }
    this.known = conversation.id;
    const said = await this.api.call("GET", `${this.path(conversation, "lines")}?since=${this.position}`,
      { token: conversation.token });
    this.take(said, fresh);
  }

  take({ lines, standing }, fresh) {
    for (const line of lines) {
      if (line.position <= this.position) continue;
      this.position = line.position;
      this.answered = line.author !== "asker";
      const mine = fresh && line.kind === "question" ? fresh.own : null;
      const theirs = fresh && line.kind === "answer" ? fresh.item : null;
      const item = theirs || heardFrom(this, line);
      if (mine) mine.replaceWith(item); else this.log.append(item);
      if (line.author === "staff") this.replied();
    }
    if (lines.length && !fresh) this.bottom();
    this.person.standing(standing);
    this.live.follow(standing);
  }

  replied() {
    if (!this.isOpen) this.badge(true);
  }

  // For those who listen: what others see happen.
  announce(text) { this.news.textContent = text; }

  bottom() { this.scroller.scrollTop = this.scroller.scrollHeight; }

  cover(title, ...children) { return cover(this, title, children); }
}
