// The way to a person: what is asked, where the reply goes, a look before it is passed on, and after.

import { button, fill, make, newId } from "./dom.js";

const WAYS = ["here", "email", "phone"];
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;
const PHONE = /^\+?[\d ()/.-]{8,20}$/;

export class Person {
  constructor(chat) {
    this.chat = chat;
  }

  // `fresh`: a question of its own, without the assistant; otherwise the last one goes.
  form({ fresh = false, ways = WAYS, only = false } = {}) {
    const { chat } = this, { t } = chat;
    fresh ||= !chat.position;
    const text = newId("ask"), name = newId("way"), value = newId("contact"), wrong = newId("wrong");
    const field = make("textarea", { id: text, rows: "4" });
    if (fresh) field.value = chat.field.value;
    const contact = make("input", { id: value, "aria-describedby": wrong, dir: "ltr" });
    const label = make("label", { for: value });
    const where = make("div", { class: "where", hidden: true }, label, contact,
      make("p", { class: "hint", text: fill(t.kept_contact, chat.config.kept) }));
    const problem = make("p", { id: wrong, class: "wrong", role: "alert" });
    const chosen = () => form.querySelector("input:checked").value;
    const form = make("form", { class: "person", novalidate: true, onchange: () => {
      const way = chosen();
      where.hidden = way === "here";
      if (way === "here") return;
      label.textContent = t[way];
      contact.type = way === "email" ? "email" : "tel";
      contact.autocomplete = way === "email" ? "email" : "tel";
    } },
      fresh && [make("label", { for: text, text: t.question }), make("p", { class: "hint", text: t.person_intro }), field],
      make("fieldset", {}, make("legend", { text: t.way }), ways.map((way, i) => {
        const own = newId("way");
        return make("div", { class: "choice-row" }, make("input", { type: "radio", name, id: own, value: way, checked: i === 0 }),
          make("label", { for: own, text: t[`way_${way}`] }));
      })),
      where, make("p", { class: "hint kept", text: fill(t.kept_question, chat.config.kept) }), problem,
      make("button", { type: "submit", class: "primary", text: only ? t.send : t.check }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const way = chosen(), given = contact.value.trim();
      const words = field.value.trim();
      const refuse = (kind, at, values = {}) => {
        problem.textContent = fill(t[kind], values);
        at.setAttribute("aria-invalid", "true");
        at.focus();
      };
      [contact, field].forEach((element) => element.removeAttribute("aria-invalid"));
      const limit = chat.config.longest;
      if (fresh && !words) return refuse("empty", field);
      if (fresh && words.length > limit) return refuse("too_long", field, { count: words.length, limit });
      if (way === "email" && !EMAIL.test(given)) return refuse("wrong_email", contact);
      if (way === "phone" && !PHONE.test(given)) return refuse("wrong_phone", contact);
      problem.textContent = "";
      const asked = { text: fresh ? words : null, contact: { way, value: way === "here" ? null : given } };
      const act = only ? () => this.change(asked.contact, leave) : () => this.review(asked, form, leave, problem);
      act().catch((error) => {
        if (error.kind === "expired") chat.renew();
        problem.replaceChildren(fill(t[error.kind] || t.failed, error.values || {}));
      });
    });
    const leave = chat.cover(t.person_title, form);
  }

  // Nobody sees anything before the asker has seen exactly what will be passed on.
  async review(asked, form, leave, problem) {
    const { chat } = this, { t } = chat;
    const conversation = await chat.conversation();
    const token = conversation.token;
    const { text, kinds } = asked.text
      ? await chat.api.call("POST", chat.path(conversation, "masked"), { token, body: { text: asked.text } })
      : this.last();
    const { way, value } = asked.contact;
    const pass = async () => {
      try {
        const given = await chat.api.call("POST", chat.path(conversation, "handover"), { token, body: asked });
        this.passed(given, leave, asked);
      } catch (error) {
        if (error.kind === "expired") chat.renew();
        box.querySelector(".wrong").textContent = fill(t[error.kind] || t.failed, error.values || {});
      }
    };
    const heading = make("h4", { tabindex: "-1", text: t.check_title });
    const box = make("div", { class: "review" }, heading,
      make("p", { text: t.check_text }), make("blockquote", { dir: "auto", text }),
      make("p", { class: "remark masked", text: kinds.length ? fill(t.left_out, { kinds: kinds.join(", ") }) : t.nothing_left_out }),
      make("p", { text: fill(t.reply_to, { way: `${t[`way_${way}`]}${value ? ` (${value})` : ""}` }) }),
      make("p", { class: "wrong", role: "alert" }),
      button(t.pass_on, pass, "primary"),
      button(t.change, () => { box.replaceWith(form); form.querySelector("textarea, input").focus(); }));
    problem.textContent = "";
    form.replaceWith(box);
    heading.focus();
  }

  // The last question as the server keeps it; its placeholders say what was left out.
  last() {
    const lines = [...this.chat.log.querySelectorAll(".asker p")];
    const text = lines.at(-1)?.textContent || "";
    return { text, kinds: [...new Set([...text.matchAll(/\[([\p{L}-]+)\]/gu)].map((match) => match[1]))] };
  }

  async passed(given, leave, asked) {
    const { chat } = this;
    chat.keep.set("link", chat.element.host + given.status_path);
    if (asked.text && chat.field.value.trim() === asked.text) {
      chat.field.value = "";
      chat.typed();
    }
    leave();
    chat.announce(given.text);
    await chat.sync().catch((error) => chat.fail(error));
    chat.keep.tell();
    this.card?.scrollIntoView({ block: "end" });
    this.card?.focus();
  }

  // An answer that went to a person at once: the link to follow it, and where the reply comes.
  async passedOn() {
    const { chat } = this;
    const conversation = await chat.conversation();
    const given = await chat.api.call("POST", chat.path(conversation, "handover"), { token: conversation.token, body: {} });
    chat.keep.set("link", chat.element.host + given.status_path);
    this.standing(this.stands);
  }

  async change(contact, leave) {
    const { chat } = this;
    const conversation = await chat.conversation();
    this.standing(await chat.api.call("PUT", chat.path(conversation, "contact"), { token: conversation.token, body: contact }));
    leave();
    this.card.focus();
  }

  standing(stands) {
    const { chat } = this, { t } = chat;
    this.stands = stands;
    if (!stands) return chat.below.replaceChildren();
    const open = stands.state !== "closed";
    const link = chat.keep.get("link");
    const text = make("p", { text: stands.text });
    const same = this.card?.isConnected && this.card.dataset.state === `${stands.state}${stands.contact_way}${Boolean(link)}`;
    if (same) return this.card.querySelector("p").textContent === stands.text || this.card.querySelector("p").replaceWith(text);
    this.card = make("section", { class: "standing", tabindex: "-1", "aria-label": t.at_staff, "data-state": `${stands.state}${stands.contact_way}${Boolean(link)}` },
      make("h3", { text: t.at_staff }), text,
      open && make("p", { text: fill(t.reply_to, { way: t[`way_${stands.contact_way}`] }) }),
      link && make("p", {}, make("a", { href: link, target: "_blank", rel: "noopener", text: t.follow })),
      link && make("p", { class: "hint", text: t.follow_note }),
      make("div", { class: "actions" },
        button(t.add, () => this.adding()),
        open && button(t.way, () => this.form({ only: true })),
        open && button(t.withdraw, () => this.withdrawing())));
    chat.below.replaceChildren(this.card);
  }

  adding() {
    const { chat } = this, { t } = chat;
    const id = newId("add");
    const field = make("textarea", { id, rows: "4" });
    const problem = make("p", { class: "wrong", role: "alert" });
    const leave = chat.cover(t.add, make("form", { class: "person", onsubmit: async (event) => {
      event.preventDefault();
      if (!field.value.trim()) return void (problem.textContent = t.empty);
      try {
        const conversation = await chat.conversation();
        await chat.api.call("POST", chat.path(conversation, "additions"), { token: conversation.token, body: { text: field.value } });
        leave();
        await chat.sync();
        chat.keep.tell();
        chat.announce(t.status_added);
      } catch (error) {
        problem.textContent = fill(t[error.kind] || t.failed, error.values || {});
      }
    } }, make("label", { for: id, text: t.add }), make("p", { class: "hint", text: t.person_intro }), field, problem,
      make("button", { type: "submit", class: "primary", text: t.send })));
    field.focus();
  }

  withdrawing() {
    const { chat } = this, { t } = chat;
    const leave = chat.cover(t.withdraw, make("p", { text: t.withdraw_sure }),
      button(t.withdraw, async () => {
        try {
          const conversation = await chat.conversation();
          await chat.api.call("POST", chat.path(conversation, "withdrawal"), { token: conversation.token, body: {} });
          leave();
          await chat.sync();
          chat.keep.tell();
        } catch (error) {
          leave();
          chat.fail(error, () => this.withdrawing());
        }
      }, "primary"), button(t.cancel, () => leave()));
  }
}
