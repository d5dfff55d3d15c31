// Building pieces of a page without innerHTML: text stays text.

// In Arabic a date or a phone number with its dashes would be shown back to front: set it apart.
export const page = { rtl: false };
export const apart = (text) => (page.rtl ? text.replace(/\d+(?:[-–/]\d+)+/g, "\u2066$&\u2069") : text);

export function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "text") element.textContent = apart(value);
    else if (key === "class") element.className = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (typeof child === "string" ? apart(child) : child)));
  return element;
}

export const button = (text, act, kind = "plain", more = {}) =>
  make("button", { type: "button", class: kind, text, onclick: act, ...more });

// 'Page {n}' with its values filled in.
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

// Dutch notation of a day, as on the sources themselves.
export const day = (iso) => iso.slice(0, 10).split("-").reverse().join("-");

let counter = 0;
export const newId = (name) => `${name}-${++counter}`;

// Browsers only give crypto.randomUUID to pages over https.
export const uuid = () => crypto.randomUUID?.() || "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
  (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

// A bit of text with one piece of it marked; spaces may differ between the two.
export function marked(text, piece) {
  const words = (piece || "").trim().split(/\s+/).filter(Boolean);
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+");
  const found = words.length ? new RegExp(pattern).exec(text) : null;
  if (!found) return [text];
  return [text.slice(0, found.index), make("mark", { text: found[0] }), text.slice(found.index + found[0].length)];
}
