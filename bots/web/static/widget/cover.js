// Something over the conversation: a source, a form. Gives the focus back where it came from.

import { button, make } from "./dom.js";

// Shows it, and returns what takes it away again.
export function cover(chat, title, children) {
  const { sheet, scroller, form, field } = chat;
  const back = chat.element.shadowRoot.activeElement;
  const heading = make("h3", { tabindex: "-1", text: title });
  const leave = () => {
    sheet.hidden = true;
    sheet.replaceChildren();
    scroller.hidden = form.hidden = false;
    (back?.isConnected ? back : field).focus();
  };
  sheet.replaceChildren(button(chat.t.back, leave, "link back"), heading, ...children);
  sheet.onkeydown = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    leave();
  };
  sheet.hidden = false;
  scroller.hidden = form.hidden = true;
  sheet.scrollTop = 0;
  heading.focus();
  return leave;
}
