// What this browser remembers of a conversation: its id and secret, what is being typed, a link.
// No cookies: only this site's pages can read it, and 'new conversation' erases it.

const store = (() => { try { return localStorage; } catch { return null; } })();

export class Keep {
  // Two tabs of one site share the store; the channel tells the other that something was said.
  constructor(host, changed) {
    this.host = host;
    this.own = {};
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(`wegwijs:${host}`) : null;
    if (this.channel) this.channel.onmessage = () => changed();
    // The word may come before the store itself has changed here: then this tells it once more.
    addEventListener("storage", (event) => { if (event.key === `wegwijs-conversation:${host}`) changed(); });
  }

  get(name) {
    const value = store ? store.getItem(`wegwijs-${name}:${this.host}`) : this.own[name];
    try { return value ? JSON.parse(value) : null; } catch { return null; }
  }

  set(name, value) {
    const text = value === null ? null : JSON.stringify(value);
    try {
      if (!store) this.own[name] = text;
      else if (text === null) store.removeItem(`wegwijs-${name}:${this.host}`);
      else store.setItem(`wegwijs-${name}:${this.host}`, text);
    } catch { this.own[name] = text; }
  }

  tell() {
    this.channel?.postMessage("changed");
  }

  forget() {
    for (const name of ["conversation", "draft", "link", "waiting"]) this.set(name, null);
    this.tell();
  }
}
