// Saving while one works: acts wait in a queue, go to the server in order, and are sent again until they arrive.

const PAUSE = 150;
const RETRY = 3000;

export class Saver {
  constructor(csrf, say) {
    this.csrf = csrf;
    this.say = say;
    this.queue = [];
    this.busy = false;
    this.timer = 0;
    addEventListener("beforeunload", (event) => {
      if (this.queue.length) event.preventDefault();
    });
    addEventListener("pagehide", () => this.flush(true));
    addEventListener("online", () => this.flush());
  }

  add(id, act) {
    this.queue.push({ id, act });
    this.say("busy");
    this.later(PAUSE);
  }

  later(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), milliseconds);
  }

  get idle() {
    return !this.busy && !this.queue.length;
  }

  async flush(leaving = false) {
    if (this.busy || !this.queue.length) return;
    this.busy = true;
    const id = this.queue[0].id;
    let count = this.queue.findIndex((waiting) => waiting.id !== id);
    if (count < 0) count = this.queue.length;
    const acts = this.queue.slice(0, Math.min(count, 200)).map((waiting) => waiting.act);
    let status = 0;
    try {
      const answer = await fetch(`/annoteren/notitie/${id}/acties`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": this.csrf },
        body: JSON.stringify(acts),
        keepalive: leaving,
      });
      status = answer.status;
    } catch {
      status = 0;
    }
    this.busy = false;
    if (status === 200) {
      this.queue.splice(0, acts.length);
      if (this.queue.length) this.later(0);
      else this.say("saved");
    } else if (status === 409 || status === 422) {
      this.queue = this.queue.filter((waiting) => waiting.id !== id);
      this.say("elsewhere");
    } else {
      this.say(status === 401 || status === 403 ? "gone" : "failed");
      this.later(RETRY);
    }
  }
}
