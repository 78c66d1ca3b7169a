// What one does with the note on the screen: choosing words and marks, marking, qualifying, judging suggestions, undoing.

export class Desk {
  constructor(words, view, saver, say) {
    Object.assign(this, { words, view, saver, say });
    this.changed = () => {};
    this.put(null);
  }

  put(note) {
    this.note = note;
    this.active = null; // the chosen mark
    this.anchor = null; // the chosen words: from anchor to caret, by number
    this.caret = null;
  }

  get mark() {
    return this.active ? this.note.mark(this.active) : undefined;
  }

  name(label) {
    return this.words.labels[label].name;
  }

  // ---- acts ----

  send(kind, details) {
    this.saver.add(this.note.id, this.note.add(kind, details));
  }

  act(kind, details) {
    if (this.note.state === "done") {
      this.say(this.words.said.done);
      return false;
    }
    this.send(kind, details);
    return true;
  }

  seen(number) {
    if (!this.note.seen.has(number)) this.send("seen", { suggestion: number });
  }

  change(mark, mention) {
    if (mark.suggestion === undefined) return this.act("own_changed", { key: mark.key, mention });
    // What was changed back to what was suggested is accepted, not changed.
    const suggested = this.note.suggestions[mark.suggestion];
    const same = Object.keys(suggested).every((name) => suggested[name] === mention[name]);
    const { suggestion } = mark;
    return same ? this.act("accepted", { suggestion }) : this.act("changed", { suggestion, mention });
  }

  label(id) {
    const { mark, note } = this;
    if (mark) {
      if (mark.mention.label !== id && this.change(mark, { ...mark.mention, label: id })) {
        this.say(this.words.said.relabelled, { label: this.name(id) });
      }
    } else if (this.caret !== null) {
      const [first, last] = [note.words[Math.min(this.anchor, this.caret)], note.words[Math.max(this.anchor, this.caret)]];
      const mention = { label: id, start: first.start, end: last.end };
      for (const qualifier of this.words.qualifiers) mention[qualifier.id] = qualifier.values[0].id;
      const key = note.newKey();
      if (!this.act("own", { key, mention })) return;
      this.active = `e${key}`;
      this.say(this.words.said.marked, { label: this.name(id) });
    }
    this.changed();
  }

  // The given value, or else the one after that of now.
  qualify(mark, name, value) {
    const values = this.words.qualifiers.find((qualifier) => qualifier.id === name).values.map((found) => found.id);
    const next = value ?? values[(values.indexOf(mark.mention[name]) + 1) % values.length];
    if (next !== mark.mention[name]) this.change(mark, { ...mark.mention, [name]: next });
    this.changed();
  }

  accept(mark) {
    const { suggestion } = mark;
    if (suggestion === undefined || mark.fate === "accepted") return;
    if (this.act("accepted", { suggestion })) {
      this.say(this.words.said.accepted, { label: this.name(this.note.suggestions[suggestion].label) });
    }
    this.changed();
  }

  // Rejects a suggestion, takes away an own mark.
  remove(mark) {
    const { suggestion, key } = mark;
    if (suggestion === undefined) {
      if (this.act("own_removed", { key })) {
        this.say(this.words.said.removed);
        this.active = null;
      }
    } else if (mark.fate !== "rejected" && this.act("rejected", { suggestion })) {
      this.say(this.words.said.rejected, { label: this.name(mark.mention.label) });
    }
    this.changed();
  }

  undo() {
    const last = this.note.acts.at(-1);
    if (!last) {
      this.say(this.words.said.nothing_to_undo);
      return;
    }
    if (!this.act("undone", { undoes: last.number })) return;
    if (!this.mark) this.active = null;
    this.say(this.words.said.undone);
    this.changed();
  }

  // ---- words and marks ----

  // The numbers of the words that a mention touches.
  inside({ start, end }) {
    return this.note.words.flatMap((word, number) => (word.start < end && start < word.end ? [number] : []));
  }

  choose(id) {
    this.active = id;
    const { mark } = this;
    if (mark) {
      const inside = this.inside(mark.mention);
      [this.anchor, this.caret] = [inside[0] ?? null, inside.at(-1) ?? null];
      if (mark.suggestion !== undefined) this.seen(mark.suggestion);
    }
    this.changed();
  }

  release() {
    this.active = null;
    this.changed();
  }

  walkTo(word, extend) {
    const had = this.active;
    this.active = null;
    this.caret = word;
    if (!extend || this.anchor === null) this.anchor = word;
    if (had) this.changed();
    else {
      this.drawSelection();
      this.view.scroll(word, null);
    }
  }

  drawSelection() {
    const { anchor, caret } = this;
    if (caret === null) this.view.drawSelection(null);
    else this.view.drawSelection(Math.min(anchor, caret), Math.max(anchor, caret), caret);
  }

  move(step, extend) {
    const last = this.note.words.length - 1;
    if (last < 0) return;
    const from = this.caret === null ? (step > 0 ? -1 : last + 1) : this.caret;
    this.walkTo(Math.min(last, Math.max(0, from + step)), extend);
  }

  // To the nearest word of the line above or below.
  line(step, extend) {
    const box = (word) => this.view.byWord[word][0].getBoundingClientRect();
    if (!this.note.words.length) return;
    const from = this.caret ?? 0;
    const here = box(from);
    let best = null;
    for (let word = from; word >= 0 && word < this.note.words.length; word += step) {
      const there = box(word);
      if (Math.abs(there.top - here.top) < here.height / 2) continue;
      if (best && Math.abs(there.top - best.top) > here.height / 2) break;
      const away = Math.abs(there.left - here.left);
      if (!best || away < best.away) best = { word, away, top: there.top };
    }
    if (best) this.walkTo(best.word, extend);
  }

  // The first or last border of the chosen mark, a word at a time.
  border(which, step) {
    const { mark } = this;
    const inside = this.inside(mark.mention);
    let [first, last] = [inside[0], inside.at(-1)];
    if (which === "end") last = Math.min(this.note.words.length - 1, Math.max(first, last + step));
    else first = Math.max(0, Math.min(last, first + step));
    const [start, end] = [this.note.words[first].start, this.note.words[last].end];
    if (start !== mark.mention.start || end !== mark.mention.end) this.change(mark, { ...mark.mention, start, end });
    this.changed();
  }

  // Whether there was a mark to go to.
  nextMark(step) {
    const { marks } = this.note;
    const here = marks.findIndex((mark) => mark.id === this.active);
    let to = here + step;
    if (here < 0) {
      const from = this.caret === null ? -1 : this.note.words[Math.min(this.anchor, this.caret)].start;
      if (step > 0) to = marks.findIndex((mark) => mark.mention.start >= from);
      else to = marks.findLastIndex((mark) => mark.mention.start < from);
    }
    if (to < 0 || to >= marks.length) return false;
    this.choose(marks[to].id);
    return true;
  }
}
