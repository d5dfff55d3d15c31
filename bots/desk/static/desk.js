// What the desk does beyond plain pages: shortcuts, drafts kept in this browser, live updates.
// Without this file every page works by its links and forms.
"use strict";

document.documentElement.classList.add("scripted");

const typing = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));

// Shortcuts: a single key, never while typing, never with a modifier, never in a dialog.
const rows = () => [...document.querySelectorAll("[data-row]")];
function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  const to = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step));
  all[to].focus();
  all[to].scrollIntoView({ block: "nearest" });
}
function claim() {
  const near = document.activeElement?.closest("[data-item]");
  const button = (near ?? document).querySelector("[data-claim]");
  if (near || document.querySelectorAll("[data-claim]").length === 1) button?.click();
}
const keys = {
  j: () => move(1),
  k: () => move(-1),
  c: claim,
  r: () => document.querySelector("[data-reply]")?.focus(),
  "/": () => document.querySelector("input[type=search]")?.focus(),
  g: () => document.querySelector(".brand")?.click(),
  "?": () => document.querySelector("#help")?.showModal(),
};
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && typing(event.target)) return event.target.blur();
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  const act = keys[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

// Drafts: kept in this browser until the form is sent or the person signs out.
const PREFIX = "wegwijs-draft:";
const MONTH = 30 * 24 * 3600 * 1000;
function drafts() {
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
    const kept = JSON.parse(localStorage.getItem(key) ?? "{}");
    if (!(kept.at > Date.now() - MONTH)) localStorage.removeItem(key);
  }
  const done = new URLSearchParams(location.search).get("gedaan");
  for (const area of document.querySelectorAll("textarea[data-draft]")) {
    const key = PREFIX + area.dataset.draft;
    if (done && (area.dataset.draftDone ?? "").split(" ").includes(done)) localStorage.removeItem(key);
    const kept = JSON.parse(localStorage.getItem(key) ?? "null");
    const state = document.querySelector(`[data-draft-state="${area.id}"]`);
    if (kept && !area.value.trim()) {
      area.value = kept.text;
      if (state) state.textContent = "Uw concept is teruggezet.";
    }
    let wait;
    area.addEventListener("input", () => {
      clearTimeout(wait);
      wait = setTimeout(() => {
        if (area.value.trim()) localStorage.setItem(key, JSON.stringify({ text: area.value, at: Date.now() }));
        else localStorage.removeItem(key);
        if (state) state.textContent = "Concept bewaard in deze browser.";
      }, 400);
    });
  }
}
document.querySelector("form[action$='/uitloggen']")?.addEventListener("submit", () => {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
});

// Texts and sources are put where the cursor stands in the reply.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-insert], [data-canned]");
  if (!button) return;
  const words = button.dataset.insert ??
    document.getElementById(button.dataset.canned)?.selectedOptions[0]?.dataset.text;
  if (!words) return;
  const area = document.getElementById(button.dataset.into);
  if (!area) return;
  event.preventDefault();
  const gap = area.value && !area.value.slice(0, area.selectionStart).endsWith("\n") ? "\n\n" : "";
  area.setRangeText(gap + words, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
});

// Live updates: the part of a page that changes is asked for again; the server answers 304 when it
// did not. Nothing is replaced while a person is at work in it.
function live(part) {
  let tag = null;
  let wait = Number(part.dataset.every) * 1000;
  const address = new URL(part.dataset.from ?? location.href, location.href);
  address.searchParams.delete("gedaan");
  address.searchParams.set("deel", part.dataset.live);
  async function look() {
    try {
      if (document.visibilityState === "visible") {
        const answer = await fetch(address, {
          headers: tag ? { "If-None-Match": tag } : {}, redirect: "manual", cache: "no-store",
        });
        if (answer.status === 200) {
          const before = tag;
          tag = answer.headers.get("ETag");
          const text = await answer.text();
          if (before !== null) replace(part, text);
        } else if (answer.status === 401) {
          // The session ended: the sign-in page says so, and comes back here afterwards.
          if (!typing(document.activeElement)) location.reload();
        } else if (answer.status !== 304) return;
      }
      wait = Number(part.dataset.every) * 1000;
    } catch {
      wait = Math.min(wait * 2, 120000);
    }
    setTimeout(look, wait);
  }
  look();
}
function replace(part, text) {
  const held = document.activeElement;
  if (part.contains(held) && typing(held)) return;
  const id = part.contains(held) ? held.id : null;
  const old = new Set([...part.querySelectorAll("[data-item]")].map((item) => item.dataset.item));
  part.innerHTML = text;
  if (id) document.getElementById(id)?.focus({ preventScroll: true });
  const fresh = [...part.querySelectorAll("[data-item]")].filter((item) => !old.has(item.dataset.item));
  for (const item of fresh) item.classList.add("fresh");
  const said = document.querySelector("#live-said");
  if (said) said.textContent = fresh.length ? part.dataset.fresh : part.dataset.changed;
}

try { drafts(); } catch { /* a browser that keeps nothing: the forms still work */ }
for (const part of document.querySelectorAll("[data-live]")) live(part);
for (const box of document.querySelectorAll("[data-submits]")) box.addEventListener("change", () => box.form.requestSubmit());
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
