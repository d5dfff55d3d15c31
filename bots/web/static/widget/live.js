// While a person has a question, this hears their reply the moment it is there.

// Seconds before another try when the stream broke; longer each time, so that nobody is flooded.
const FIRST = 2, LONGEST = 60;

export class Live {
  constructor(chat) {
    this.chat = chat;
  }

  follow(standing) {
    const waiting = Boolean(standing) && standing.state !== "closed";
    this.chat.keep.set("waiting", waiting || null);
    if (!waiting) this.stop();
    else if (!this.going) this.run();
  }

  stop() {
    this.going?.abort();
    this.going = null;
  }

  async run() {
    const { chat } = this;
    const going = (this.going = new AbortController());
    for (let pause = FIRST; !going.signal.aborted; pause = Math.min(pause * 2, LONGEST)) {
      const conversation = chat.keep.get("conversation");
      if (!conversation) return this.stop();
      try {
        await chat.api.stream("GET", `${chat.path(conversation, "live")}?since=${chat.position}`, {
          token: conversation.token, endless: true, signal: going.signal,
          heard: (name, said) => {
            pause = FIRST;
            if (name === "lines") chat.take(said);
          },
        });
      } catch (error) {
        if (error.kind === "expired") return this.stop();
      }
      await new Promise((resolve) => { setTimeout(resolve, pause * 1000); });
      if (!going.signal.aborted) await chat.sync().catch(() => {});
    }
  }
}
