// Sources as cards; a card opens the passage with the sentence marked, and the way to the original.

import { button, day, fill, make, marked } from "./dom.js";

export function sources(chat, citations) {
  const { t } = chat;
  const shown = [];
  // Several sentences of one passage are one source.
  for (const citation of citations) {
    const same = shown.find((other) => other.passage_id === citation.passage_id);
    if (same) same.quotes.push(citation.quote);
    else shown.push({ ...citation, quotes: [citation.quote] });
  }
  return make("section", { class: "sources" }, make("h4", { text: t.sources }),
    make("ol", {}, shown.map((source) => make("li", {}, card(chat, source)))));
}

function card(chat, source) {
  const place = facts(chat, source);
  return make("button", { type: "button", class: "source", onclick: () => open(chat, source) },
    make("span", { class: "n", text: `${source.n}` }),
    make("span", { class: "title", lang: "nl", dir: "ltr", text: source.title }),
    make("span", { class: "place" }, place));
}

function facts({ t }, source) {
  return [
    source.heading && source.heading.split(" > ").at(-1),
    source.page && fill(t.page, { n: source.page }),
    source.valid_until && fill(t.valid_until, { date: day(source.valid_until) }),
    source.owner,
  ].filter(Boolean).flatMap((fact, i) => [i ? " · " : "", make("bdi", { text: fact })]);
}

async function open(chat, source) {
  const { t } = chat;
  const content = make("div", { class: "passage" }, make("p", { class: "place" }, facts(chat, source)));
  chat.cover(source.title, content);
  try {
    const passage = await chat.api.call("GET", `/passages/${encodeURIComponent(source.passage_id)}`);
    const text = make("div", { class: "text", lang: "nl", dir: "ltr" });
    for (const piece of passage.section) {
      const own = piece === passage.text;
      text.append(...piece.split("\n").map((line) => make("p", {}, own ? mark(line, source.quotes) : line)));
    }
    content.append(
      source.quotes.some(Boolean) ? make("p", { class: "hint", text: t.marked }) : "",
      passage.example ? make("p", { class: "banner", text: t.example }) : "",
      passage.heading.length ? make("p", { class: "path", lang: "nl", dir: "ltr", text: passage.heading.join(" › ") }) : "",
      text,
      original(chat, passage.url || source.url) || "");
    text.querySelector("mark")?.scrollIntoView({ block: "center" });
  } catch (error) {
    const gone = error.kind === "source_gone";
    content.append(make("p", { role: "alert", text: t[gone ? "source_gone" : error.kind] || t.failed }),
      gone ? "" : button(t.retry, () => open(chat, source)));
  }
}

// Each sentence of the answer that stands in this line.
function mark(line, quotes) {
  let pieces = [line];
  for (const quote of quotes.flatMap(sentences)) {
    pieces = pieces.flatMap((piece) => (typeof piece === "string" ? marked(piece, quote) : [piece]));
  }
  return pieces;
}

const sentences = (quote) => (quote || "").split(/(?<=[.!?])\s+/).filter(Boolean);

// A file without an address of its own is given by the server that answers.
function original({ t, element }, at) {
  const url = at && new URL(at, element.host).href;
  if (!url || !/^https?:\/\//.test(url)) return null;
  return make("p", {}, make("a", { href: url, target: "_blank", rel: "noopener", text: t.original }));
}
