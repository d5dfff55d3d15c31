// The first words: what this is, what it needs not know, how to reach a person, who is there now.

import { button, fill, make } from "./dom.js";

export function opening(chat) {
  const { config, t } = chat;
  const words = config.answers
    ? [fill(t.what_i_am, config), t.no_names, t.if_unknown]
    : [t.switched_off, t.no_names];
  return [
    config.banner && make("p", { class: "banner", role: "note", text: config.banner }),
    make("div", { class: "intro" },
      config.greeting && make("p", { text: config.greeting, dir: "auto" }),
      words.map((text) => make("p", { text })),
      make("p", { class: "office", text: config.office.text }),
      button(t.person, () => chat.person.form({ fresh: true }))),
    config.answers && config.questions.length > 0 && make("div", { class: "suggested" },
      make("h3", { text: t.suggested }),
      make("ul", {}, config.questions.map((question) =>
        make("li", {}, button(question, () => chat.suggest(question), "choice", { dir: "auto" }))))),
  ].filter(Boolean);
}
