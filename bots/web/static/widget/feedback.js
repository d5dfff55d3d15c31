// Did it help? If not: why, and the way to a person.

import { button, make, newId } from "./dom.js";

const REASONS = ["wrong", "unclear", "missing", "other"];

export function feedback(chat, reply) {
  const { t } = chat;
  const id = newId("helpful");
  const box = make("div", { class: "feedback", role: "group", "aria-labelledby": id });
  const question = make("p", { id, text: t.helpful });
  box.append(question, button(t.yes, () => give(true), "small"), button(t.no, () => why(), "small"));
  return box;

  async function tell(helpful, reason) {
    const conversation = await chat.conversation();
    await chat.api.call("POST", chat.path(conversation, "feedback"), {
      token: conversation.token, body: { answer_id: reply.answer_id, helpful, reason: reason || null } });
  }

  function toPerson() {
    return button(t.person, () => chat.person.form({}));
  }

  async function give(helpful, reason) {
    try {
      await tell(helpful, reason);
      const thanks = make("p", { role: "status", tabindex: "-1", text: t.thanks });
      box.replaceChildren(thanks, helpful ? "" : toPerson());
      thanks.focus();
    } catch (error) {
      chat.fail(error, () => give(helpful, reason));
    }
  }

  function why() {
    // Noted at once, for whoever does not tell why; a failure shows when the reason is sent.
    tell(false).catch(() => {});
    const name = newId("why"), more = newId("more");
    const form = make("form", { onsubmit: (event) => {
      event.preventDefault();
      const chosen = form.querySelector("input:checked");
      const words = form.querySelector("textarea").value.trim();
      give(false, [chosen && t[`why_${chosen.value}`], words].filter(Boolean).join(": "));
    } },
      make("fieldset", {}, make("legend", { text: t.why }), REASONS.map((reason) => {
        const own = newId("reason");
        return make("div", { class: "choice-row" }, make("input", { type: "radio", name, id: own, value: reason }),
          make("label", { for: own, text: t[`why_${reason}`] }));
      })),
      make("label", { for: more, text: t.why_more }), make("textarea", { id: more, rows: "2", maxlength: "800" }),
      make("div", { class: "actions" }, make("button", { type: "submit", text: t.why_send }), toPerson()));
    box.replaceChildren(form);
    form.querySelector("input").focus();
  }
}
