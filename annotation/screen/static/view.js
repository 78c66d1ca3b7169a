// Drawing a note: its text with the marks under it, and the list of marks beside it. Only what changed is drawn anew.

const LANES = 3;

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "class") made.className = value;
    else if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

// Marks that share words lie in different lanes, so that each keeps its own line.
function lanes(marks) {
  const ends = [];
  const found = new Map();
  for (const mark of marks) {
    let lane = ends.findIndex((end) => end <= mark.mention.start);
    if (lane < 0) lane = ends.length;
    ends[lane] = mark.mention.end;
    found.set(mark.id, lane % LANES);
  }
  return found;
}

export class View {
  constructor(words) {
    this.words = words;
    this.text = document.getElementById("tekst");
    this.list = document.getElementById("markeringen");
    this.pieces = [];
    this.drawn = { text: "", list: "", active: null };
  }

  // What a drawing rests on, the chosen mark apart.
  state(note) {
    return `${note.id} ${note.version} ${note.state === "done"}`;
  }

  describe(mention) {
    const away = this.words.qualifiers
      .filter((qualifier) => mention[qualifier.id] !== qualifier.values[0].id)
      .map((qualifier) => qualifier.values.find((value) => value.id === mention[qualifier.id]).name);
    return [this.words.labels[mention.label].name, ...away].join(" · ");
  }

  drawText(note, active) {
    if (this.drawn.text !== this.state(note)) this.makeText(note);
    for (const part of this.text.querySelectorAll(".an-active")) part.classList.remove("an-active");
    if (!active) return;
    for (const piece of this.pieces) if (piece.an.marks.includes(active)) piece.classList.add("an-active");
    this.text.querySelector(`.an-tag[data-mark="${active}"]`)?.classList.add("an-active");
  }

  makeText(note) {
    this.drawn.text = this.state(note);
    const marks = note.marks.filter((mark) => mark.fate !== "rejected");
    const lane = lanes(marks);
    const borders = new Set([0, note.text.length]);
    for (const word of note.words) borders.add(word.start).add(word.end);
    for (const mark of marks) borders.add(mark.mention.start).add(mark.mention.end);
    const places = [...borders].sort((one, other) => one - other);
    const starting = new Map(note.words.map((word, number) => [word.start, number]));
    const fragment = document.createDocumentFragment();
    this.pieces = [];
    this.byWord = note.words.map(() => []);
    let word = -1;
    for (let number = 0; number + 1 < places.length; number += 1) {
      const [start, end] = [places[number], places[number + 1]];
      if (starting.has(start)) word = starting.get(start);
      const inWord = word >= 0 && start < note.words[word].end;
      const covering = marks.filter((mark) => mark.mention.start <= start && end <= mark.mention.end);
      const piece = element("span", { class: "an-piece" }, note.text.slice(start, end));
      piece.an = { start, end, word: inWord ? word : null, marks: covering.map((mark) => mark.id) };
      for (const mark of covering) {
        piece.classList.add("an-marked");
        piece.style.setProperty(`--lane-${lane.get(mark.id)}`, mark.fate === "untouched" ? "var(--an-dashed)" : "var(--an-solid)");
      }
      if (inWord) this.byWord[word].push(piece);
      this.pieces.push(piece);
      fragment.append(piece);
      for (const mark of marks.filter((found) => found.mention.end === end)) {
        const shown = `${this.describe(mark.mention)}${mark.fate === "untouched" ? " ?" : ""}`;
        fragment.append(element("span", { class: "an-tag", "data-mark": mark.id }, shown));
      }
    }
    this.text.replaceChildren(fragment);
    this.selected = [];
  }

  // The chosen words; only classes change.
  drawSelection(from, to, caret) {
    for (const piece of this.selected) piece.classList.remove("an-chosen", "an-caret");
    this.selected = [];
    if (from === null) return;
    const [first, last] = [this.byWord[from]?.[0], this.byWord[to]?.at(-1)];
    let inside = false;
    for (const piece of this.pieces) {
      if (piece === first) inside = true;
      if (inside) {
        piece.classList.add("an-chosen");
        this.selected.push(piece);
      }
      if (piece === last) break;
    }
    for (const piece of this.byWord[caret] ?? []) piece.classList.add("an-caret");
  }

  // Last of all, because it makes the browser lay out what was drawn: once, not after every part.
  scroll(caret, active) {
    this.byWord[caret]?.[0]?.scrollIntoView({ block: "nearest" });
    this.rows.get(active)?.scrollIntoView({ block: "nearest" });
  }

  drawList(note, active) {
    if (this.drawn.list !== this.state(note)) {
      this.rows = new Map(note.marks.map((mark) => [mark.id, this.row(note, mark, mark.id === active)]));
      this.list.replaceChildren(...this.rows.values());
      if (!this.rows.size) this.list.append(element("li", { class: "an-none" }, this.words.said.none));
    } else if (this.drawn.active !== active) {
      for (const id of [this.drawn.active, active]) if (this.rows.has(id)) this.redraw(note, id, active);
    }
    Object.assign(this.drawn, { list: this.state(note), active });
  }

  redraw(note, id, active) {
    const row = this.row(note, note.mark(id), id === active);
    this.rows.get(id).replaceWith(row);
    this.rows.set(id, row);
  }

  row(note, mark, active) {
    const quote = note.text.slice(mark.mention.start, mark.mention.end);
    const head = element(
      "button",
      { type: "button", class: "an-row__head", "data-mark": mark.id, "data-do": "choose", "aria-pressed": String(active) },
      element("b", {}, this.words.labels[mark.mention.label].name), " ",
      element("span", { class: `an-fate an-fate--${mark.fate}` }, this.words.fates[mark.fate]),
      element("q", {}, quote),
    );
    const row = element("li", { class: `an-row${active ? " an-active" : ""} an-row--${mark.fate}`, "data-mark": mark.id }, head);
    if (active && note.state !== "done") row.append(this.qualifiers(mark), this.buttons(mark));
    return row;
  }

  qualifiers(mark) {
    return element("div", { class: "an-qualifiers" }, ...this.words.qualifiers.map((qualifier, number) => {
      const values = qualifier.values.map((value) => element(
        "button",
        { type: "button", class: "an-value", "data-do": "qualify", "data-mark": mark.id, "data-qualifier": qualifier.id,
          "data-value": value.id, "aria-pressed": String(mark.mention[qualifier.id] === value.id) },
        value.name,
      ));
      return element("div", { class: "an-qualifier", role: "group", "aria-label": qualifier.name },
        element("span", { class: "an-qualifier__name" }, element("kbd", {}, String(number + 1)), ` ${qualifier.name}`), ...values);
    }));
  }

  buttons(mark) {
    const made = element("div", { class: "an-buttons" });
    const add = (what) => {
      const { name, key } = this.words.buttons[what];
      made.append(element(
        "button", { type: "button", class: "an-button", "data-do": what, "data-mark": mark.id }, `${name} `, element("kbd", {}, key),
      ));
    };
    if (mark.fate === "own") add("remove");
    else {
      if (mark.fate !== "accepted") add("accept");
      if (mark.fate !== "rejected") add("reject");
    }
    return made;
  }
}
