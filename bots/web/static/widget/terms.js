// Words of the field in an answer: a button that opens its meaning right there.

import { fill, make, newId } from "./dom.js";

export function explained(chat, body, terms) {
  for (const { word, term, explanation } of terms) {
    const spot = find(body, word);
    if (!spot) continue;
    const id = newId("term");
    const meaning = make("span", { id, class: "meaning", role: "note", lang: "nl", dir: "ltr", hidden: true },
      make("strong", { text: `${term}: ` }), explanation);
    const opener = make("button", { type: "button", class: "term", "aria-expanded": "false", "aria-controls": id,
      title: fill(chat.t.explain, { term: word }), text: word,
      onclick: () => {
        meaning.hidden = !meaning.hidden;
        opener.setAttribute("aria-expanded", String(!meaning.hidden));
      } });
    const rest = spot.node.splitText(spot.at);
    rest.splitText(word.length);
    rest.replaceWith(opener);
    // In a paragraph or a cell, right below the words it belongs to.
    spot.block.append(meaning);
  }
}

function find(body, word) {
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const block = node.parentElement.closest("blockquote p, dd, h4");
    if (!block || node.parentElement.closest("button, .meaning")) continue;
    const at = node.data.indexOf(word);
    if (at >= 0 && !/[\p{L}\p{N}]/u.test(node.data[at - 1] || " ") && !/[\p{L}\p{N}]/u.test(node.data[at + word.length] || " ")) {
      return { node, at, block };
    }
  }
  return null;
}
