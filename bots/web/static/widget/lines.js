// One line of the conversation: what was asked, an answer with all that belongs to it, a reply.

import { button, fill, make } from "./dom.js";
import { explained } from "./terms.js";
import { sources } from "./sources.js";
import { feedback } from "./feedback.js";

const heading = (name) => make("h3", { class: "who", text: name });

export function asked(chat, text) {
  return make("article", { class: "line asker" }, heading(chat.t.you), make("p", { text, dir: "auto" }));
}

export function heardFrom(chat, line) {
  if (line.kind === "answer") return answer(chat, { ...line, suggestions: [], masked: [] });
  const { t } = chat;
  if (line.author === "asker") return asked(chat, line.text);
  const staff = line.author === "staff";
  const name = staff ? (line.staff_name ? fill(t.staff, { name: line.staff_name }) : t.staff_plain) : t.system;
  const item = make("article", { class: `line ${line.author}` }, heading(name),
    line.text.split("\n\n").map((text) => make("p", { text, dir: "auto" })));
  if (line.citations.length) item.append(sources(chat, line.citations));
  return item;
}

export function answer(chat, reply) {
  const { t } = chat;
  const foreign = reply.language !== "nl";
  const item = make("article", { class: "line assistant" }, heading(t.assistant));
  const body = make("div", { class: "body", lang: reply.language, dir: reply.language === "ar" ? "rtl" : "ltr" });
  for (const part of reply.parts) body.append(...shown(part, foreign));
  if (!reply.parts.length) body.append(make("p", { text: reply.text }));
  item.append(body);
  explained(chat, body, reply.terms || []);
  if (reply.suggestions?.length) {
    item.append(make("ul", { class: "choices" }, reply.suggestions.map((title) =>
      make("li", {}, button(title, () => chat.suggest(title), "choice", { lang: "nl", dir: "ltr" })))));
  }
  if (reply.citations.length) item.append(sources(chat, reply.citations));
  const actions = make("div", { class: "actions" });
  if (reply.offers_handover) actions.append(button(t.person, () => chat.person.form({}), "primary"));
  actions.append(...chat.tools.of(item, reply));
  item.append(actions);
  if ((reply.status || "").match(/^answered_(?!smalltalk)/)) item.append(feedback(chat, reply));
  return item;
}

// A table is quoted row by row, 'Wat: …; Wie: …', and every row begins with the same word.
function rows(text) {
  const first = /^[^:;.]{2,40}: /.exec(text)?.[0];
  if (!first || !text.includes(";") || text.split(` ${first}`).length < 2) return [text];
  return text.split(` ${first}`).map((row, i) => (i ? first + row : row));
}

function shown(part, foreign) {
  const dutch = foreign ? { lang: "nl", dir: "ltr" } : {};
  if (part.kind === "quote") {
    const lines = rows(part.text);
    const last = make("p", {}, lines.pop(), " ", make("sup", { text: `[${part.n}]` }));
    return [make("blockquote", { ...dutch, class: "quote" }, lines.map((text) => make("p", { text })), last)];
  }
  if (part.kind === "card") {
    return [make("div", { class: "card" }, make("h4", { ...dutch, text: part.text }),
      make("dl", {}, part.rows.map(([label, value]) => [make("dt", { text: label }), make("dd", { ...dutch, text: value })]).flat()))];
  }
  if (part.kind === "written") {
    return [make("p", {}, part.text.split(/(\[\d+\])/).map((piece) =>
      (/^\[\d+\]$/.test(piece) ? make("sup", { text: piece }) : piece)))];
  }
  if (part.kind === "text") {
    return [make("p", { text: part.text })];
  }
  return [make("p", { class: `remark ${part.kind}`, text: part.text })];
}
