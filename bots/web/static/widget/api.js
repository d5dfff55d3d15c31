// The chat API. Every failure becomes a Failure with a `kind` that has a sentence of its own.

// Seconds without a word from the server: first we say so, then we stop waiting.
const SLOW = 8, TOO_SLOW = 40;

export class Failure extends Error {
  constructor(kind, values = {}) {
    super(kind);
    this.kind = kind;
    this.values = values;
  }
}

function of(status, problem, answer) {
  if (status === 401) return new Failure("expired");
  if (status === 429) return new Failure("too_many", { seconds: answer.headers.get("Retry-After") || 60 });
  if (status === 502 || status === 503 || status === 504) return new Failure("unreachable");
  if (status === 404) return new Failure("source_gone");
  if (status === 422 || status === 413) return new Failure("invalid", { field: problem?.errors?.[0]?.field });
  return new Failure("failed");
}

const lost = (error) => {
  if (error instanceof Failure) return error;
  if (error.name === "AbortError") return new Failure("too_slow");
  return new Failure(navigator.onLine ? "unreachable" : "offline");
};

export class Api {
  constructor(host) {
    this.base = `${host}/api/v1`;
  }

  async call(method, path, { body, token, signal } = {}) {
    const headers = {};
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (token) headers.Authorization = `Bearer ${token}`;
    const stop = new AbortController();
    signal?.addEventListener("abort", () => stop.abort());
    const timer = setTimeout(() => stop.abort(), TOO_SLOW * 1000);
    try {
      const answer = await fetch(this.base + path, {
        method, headers, signal: stop.signal, body: body === undefined ? undefined : JSON.stringify(body),
      });
      if (answer.status === 204) return null;
      const content = await answer.json().catch(() => null);
      if (!answer.ok) throw of(answer.status, content, answer);
      return content;
    } catch (error) {
      throw lost(error);
    } finally {
      clearTimeout(timer);
    }
  }

  // Reads server-sent events and tells `heard(name, data)`; EventSource cannot send our token.
  async stream(method, path, { body, token, heard, slow, signal, endless = false }) {
    const stop = new AbortController();
    signal?.addEventListener("abort", () => stop.abort());
    let timers = [];
    const wait = () => {
      timers.forEach(clearTimeout);
      timers = endless ? [] : [setTimeout(() => slow?.(), SLOW * 1000), setTimeout(() => stop.abort(), TOO_SLOW * 1000)];
    };
    try {
      wait();
      const headers = { Accept: "text/event-stream", Authorization: `Bearer ${token}` };
      if (body !== undefined) headers["Content-Type"] = "application/json";
      const answer = await fetch(this.base + path, {
        method, headers, signal: stop.signal, body: body === undefined ? undefined : JSON.stringify(body),
      });
      if (!answer.ok) throw of(answer.status, await answer.json().catch(() => null), answer);
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let text = ""; ;) {
        const { value, done } = await reader.read();
        if (done) return;
        wait();
        text += value.replaceAll("\r\n", "\n");
        const blocks = text.split("\n\n");
        text = blocks.pop();
        for (const block of blocks) this.tell(block, heard, answer);
      }
    } catch (error) {
      throw lost(error);
    } finally {
      timers.forEach(clearTimeout);
    }
  }

  tell(block, heard, answer) {
    let name = "", data = "";
    for (const line of block.split("\n")) {
      if (line.startsWith("event:")) name = line.slice(6).trim();
      else if (line.startsWith("data:")) data += line.slice(5).trim();
    }
    if (!name) return; // a sign of life
    const content = JSON.parse(data);
    if (name === "error") throw of(content.status, content, answer);
    heard(name, content);
  }
}
