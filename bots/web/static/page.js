// The page at /: ask, see the answer with its sources, have it passed on. No framework, no build.
"use strict";

const talk = document.getElementById("talk");
const form = document.getElementById("form");
const field = document.getElementById("question");
const status = document.getElementById("status");
const KEPT = "wegwijs-gesprek";

function element(name, text, className) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

async function call(path, body, token) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  const answer = await fetch(`/api/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  if (answer.status === 204) return null;
  const content = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(content.detail), { status: answer.status });
  return content;
}

async function conversation() {
  const kept = sessionStorage.getItem(KEPT);
  if (kept) return JSON.parse(kept);
  const started = await call("conversations", {});
  sessionStorage.setItem(KEPT, JSON.stringify(started));
  return started;
}

function source(citation) {
  const place = [citation.title, citation.heading, citation.page && `pagina ${citation.page}`,
    citation.valid_until && `geldig tot ${citation.valid_until}`].filter(Boolean).join(" · ");
  const item = element("li");
  const details = element("details");
  details.append(element("summary", `[${citation.n}] ${place}`));
  if (citation.example) details.append(element("p", "Voorbeelddocument: niet alles erin is echt."));
  details.addEventListener("toggle", () => details.open && openPassage(details, citation), { once: true });
  item.append(details);
  return item;
}

async function openPassage(details, citation) {
  const answer = await fetch(`/api/v1/passages/${encodeURIComponent(citation.passage_id)}`);
  if (!answer.ok) { details.append(element("p", "Deze bron kan hier niet worden getoond.")); return; }
  const passage = await answer.json();
  const text = element("p");
  const at = citation.quote ? passage.text.indexOf(citation.quote) : -1;
  if (at < 0) text.textContent = passage.text;
  else text.append(passage.text.slice(0, at), element("mark", citation.quote),
    passage.text.slice(at + citation.quote.length));
  details.append(text);
  if (passage.url) {
    const link = element("a", "Open het document");
    link.href = passage.url; link.rel = "noopener";
    details.append(link);
  }
}

function show(reply, opened) {
  const item = element("li");
  item.append(element("p", "Wegwijs", "who"));
  const body = element("div");
  body.lang = reply.language;
  body.dir = reply.language === "ar" ? "rtl" : "ltr";
  for (const paragraph of reply.text.split("\n\n")) {
    const made = element("p", paragraph);
    if (reply.language !== "nl" && reply.citations.some((c) => c.quote && paragraph.includes(c.quote))) {
      made.lang = "nl"; made.dir = "ltr";
    }
    body.append(made);
  }
  item.append(body);
  if (reply.suggestions.length) {
    const row = element("div", "", "actions");
    for (const title of reply.suggestions) {
      const button = element("button", title, "plain");
      button.type = "button";
      button.addEventListener("click", () => { field.value = title; field.focus(); });
      row.append(button);
    }
    item.append(row);
  }
  if (reply.citations.length) {
    const sources = element("div", "", "sources");
    sources.append(element("h3", "Bronnen"));
    const list = element("ul");
    list.append(...reply.citations.map(source));
    sources.append(list);
    item.append(sources);
  }
  item.append(actions(reply, opened, item));
  talk.append(item);
  item.scrollIntoView({ block: "nearest" });
}

function actions(reply, opened, item) {
  const row = element("div", "", "actions");
  const path = `conversations/${opened.id}`;
  const done = (text) => { row.replaceChildren(element("p", text)); };
  const button = (text, act) => {
    const made = element("button", text, "plain");
    made.type = "button";
    made.addEventListener("click", () => act().catch((error) => done(error.message)));
    row.append(made);
  };
  const pass = async () => done((await call(`${path}/handover`, {}, opened.token)).text);
  if (reply.status.startsWith("answered_quoted") || reply.status === "answered_service") {
    button("Dit helpt", async () => {
      await call(`${path}/feedback`, { answer_id: reply.answer_id, helpful: true }, opened.token);
      done("Dank u wel.");
    });
    button("Dit helpt niet", async () => {
      await call(`${path}/feedback`, { answer_id: reply.answer_id, helpful: false }, opened.token);
      row.replaceChildren();
      button("Stel mijn vraag aan het secretariaat", pass);
    });
  } else if (reply.offers_handover) {
    button("Stel mijn vraag aan het secretariaat", pass);
  }
  return row;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (!text) return;
  const asked = element("li", "", "asked");
  asked.append(element("p", "U", "who"), element("p", text));
  talk.append(asked);
  status.textContent = "Ik zoek in de documenten…";
  try {
    const opened = await conversation();
    const reply = await call(`conversations/${opened.id}/questions`, { text }, opened.token);
    field.value = "";
    status.textContent = "";
    show(reply, opened);
  } catch (error) {
    if (error.status === 401) sessionStorage.removeItem(KEPT);
    // What was typed stays in the field, so that nothing is lost.
    asked.remove();
    status.textContent = error.message || "Er is geen verbinding. Probeer het opnieuw.";
  }
  field.focus();
});

field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
