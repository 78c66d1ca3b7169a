// A note and what its annotator did: the same folding of acts as annotation/screen/reading.py, and words and offsets.

const WORD = /[\p{L}\p{N}\p{M}]+(?:['’.\-][\p{L}\p{N}\p{M}]+)*|[^\s]/gu;
const CHANGING = new Set(["accepted", "changed", "rejected", "own", "own_changed", "own_removed", "answered"]);

// The server counts characters (code points), the browser UTF-16 units.
function toBrowser(text) {
  const places = [];
  let at = 0;
  for (const sign of text) {
    places.push(at);
    at += sign.length;
  }
  places.push(at);
  return places;
}

export class Note {
  constructor(data) {
    this.data = data;
    this.id = data.id;
    this.text = data.text;
    this.places = toBrowser(data.text);
    this.back = new Map(this.places.map((place, number) => [place, number]));
    this.words = [...data.text.matchAll(WORD)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
    this.suggestions = data.suggestions.map((mention) => this.here(mention));
    this.acts = data.acts.map((act) => (act.mention ? { ...act, mention: this.here(act.mention) } : act));
    this.last = data.last;
    this.seen = new Set(data.seen);
    this.state = data.state;
    this.shownAt = 0;
    this.fold();
  }

  here(mention) {
    return { ...mention, start: this.places[mention.start], end: this.places[mention.end] };
  }

  there(mention) {
    const start = this.back.get(mention.start);
    const end = this.back.get(mention.end);
    return { ...mention, start, end, text: this.text.slice(mention.start, mention.end) };
  }

  fold() {
    this.fates = this.suggestions.map(() => "untouched");
    this.taken = new Map();
    this.own = new Map();
    this.answers = {};
    for (const act of this.acts) this.apply(act);
    this.marks = this.listed();
    this.version = (this.version ?? 0) + 1;
  }

  apply(act) {
    if (act.kind === "accepted") {
      this.fates[act.suggestion] = "accepted";
      this.taken.set(act.suggestion, this.suggestions[act.suggestion]);
    } else if (act.kind === "changed") {
      this.fates[act.suggestion] = "changed";
      this.taken.set(act.suggestion, act.mention);
    } else if (act.kind === "rejected") {
      this.fates[act.suggestion] = "rejected";
      this.taken.delete(act.suggestion);
    } else if (act.kind === "answered") {
      if (act.answer) this.answers[act.question] = act.answer;
      else delete this.answers[act.question];
    } else if (act.kind === "own_removed") {
      this.own.delete(act.key);
    } else {
      this.own.set(act.key, act.mention);
    }
  }

  // Everything that the list shows, in order of place: suggestions with what became of them, and own marks.
  listed() {
    const found = this.suggestions.map((mention, number) => ({
      id: `s${number}`, suggestion: number, fate: this.fates[number], mention: this.taken.get(number) ?? mention,
    }));
    for (const [key, mention] of this.own) found.push({ id: `e${key}`, key, fate: "own", mention });
    return found.sort((one, other) => one.mention.start - other.mention.start || one.mention.end - other.mention.end);
  }

  mark(id) {
    return this.marks.find((mark) => mark.id === id);
  }

  get untouched() {
    return this.fates.filter((fate) => fate === "untouched").length;
  }

  get milliseconds() {
    return Math.max(0, Math.round(performance.now() - this.shownAt));
  }

  // Adds an act and gives it as the server wants it.
  add(kind, details = {}) {
    this.last += 1;
    const act = { number: this.last, kind, ...details };
    if (CHANGING.has(kind)) {
      this.acts.push(act);
      this.fold();
    } else if (kind === "undone") {
      this.acts.pop();
      this.fold();
    } else if (kind === "seen") {
      this.seen.add(details.suggestion);
    } else if (kind === "finished") {
      this.state = "done";
    } else if (kind === "reopened" || (kind === "opened" && this.state === "waiting")) {
      this.state = "busy";
    }
    const sent = { ...act, after_ms: this.milliseconds };
    if (act.mention) sent.mention = this.there(act.mention);
    return sent;
  }

  newKey() {
    return (this.last + 1).toString(36);
  }
}
