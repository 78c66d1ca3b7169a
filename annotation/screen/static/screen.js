// The annotation screen: keys and mouse to acts, acts to the drawing and to the server.

import { Note } from "./model.js";
import { Saver } from "./saving.js";
import { View } from "./view.js";

const root = document.getElementById("scherm");
const words = JSON.parse(document.getElementById("woorden").textContent);
const view = new View(words);
const byKey = new Map(Object.entries(words.labels).map(([id, label]) => [label.key, id]));
const at = (id) => document.getElementById(id);
const saver = new Saver(root.dataset.csrf, (state) => {
  at("opslaan").textContent = words.saving[state];
  at("opslaan").dataset.state = state;
});

const SEEN_AFTER = 1000;
const notes = new Map();
let note = null;
let active = null; // the chosen mark
let anchor = null; // chosen words: from anchor to caret, by number
let caret = null;

function say(text, values = {}) {
  at("melding").textContent = text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// ---- notes ---------------------------------------------------------------------------------------------------------

async function load(id) {
  const answer = await fetch(`/annoteren/notitie/${id}/gegevens`, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return new Note(await answer.json());
}

// Neighbours are fetched ahead, so that the next note is there when its key is pressed.
function fetched(id) {
  if (!notes.has(id)) {
    const coming = load(id).then((loaded) => { notes.set(id, loaded); return loaded; });
    coming.catch(() => notes.delete(id));
    notes.set(id, coming);
  }
  return notes.get(id);
}

function go(id, push = true) {
  if (!id) {
    say(words.said.last);
    return;
  }
  const found = fetched(id);
  if (found instanceof Note) show(found, push);
  else found.then((loaded) => show(loaded, push), () => location.assign(`/annoteren/notitie/${id}`));
}

function show(loaded, push) {
  note = loaded;
  note.shownAt = performance.now();
  active = anchor = caret = null;
  if (push) history.pushState({ id: note.id }, "", `/annoteren/notitie/${note.id}`);
  at("plaats").textContent = note.data.position;
  at("totaal").textContent = note.data.total;
  at("klaar-aantal").textContent = note.data.done;
  at("bron").textContent = note.data.source;
  at("zonder").hidden = !note.data.withheld;
  if (note.state === "waiting") send("opened");
  draw();
  say(note.state === "done" ? words.said.done : "");
  view.text.scrollTop = 0;
  scrollTo(0, 0);
  focusText();
  // The answers that came with a fetched note may be older than what was done since; it is fetched anew when left alone.
  setTimeout(() => {
    for (const id of [note.data.next_to_do, note.data.next, note.data.previous]) if (id) fetched(id);
  }, 0);
}

// ---- drawing -------------------------------------------------------------------------------------------------------

function draw() {
  view.drawText(note, active);
  drawSelection();
  drawSide();
  watch();
  for (const field of document.querySelectorAll("#vragen input")) {
    field.checked = note.answers[field.name] === field.value;
    field.disabled = note.state === "done";
  }
  at("klaar").hidden = note.state === "done";
  at("heropenen").hidden = note.state !== "done";
}

function drawSelection() {
  if (caret === null) view.drawSelection(null);
  else view.drawSelection(Math.min(anchor, caret), Math.max(anchor, caret), caret);
}

function drawSide() {
  view.drawList(note, active);
  const mark = active && note.mark(active);
  guide(mark ? mark.mention.label : null);
  for (const button of document.querySelectorAll("#labels button[data-label]")) {
    button.setAttribute("aria-pressed", String(Boolean(mark) && mark.mention.label === button.dataset.label));
  }
}

function guide(label) {
  for (const part of document.querySelectorAll("#richtlijn > section")) part.hidden = part.dataset.label !== (label ?? "");
}

// A suggestion counts as seen when it stood on the screen for a second, or was chosen.
const visible = new Map();
const observer = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const number = entry.target.anSuggestion;
    clearTimeout(visible.get(number));
    if (entry.isIntersecting) visible.set(number, setTimeout(seen, SEEN_AFTER, note.id, number));
  }
}, { threshold: 0.5 });

function watch() {
  observer.disconnect();
  for (const timer of visible.values()) clearTimeout(timer);
  for (const mark of note.marks) {
    if (mark.suggestion === undefined || note.seen.has(mark.suggestion)) continue;
    const piece = view.pieces.find((found) => found.an.marks.includes(mark.id));
    if (piece) {
      piece.anSuggestion = mark.suggestion;
      observer.observe(piece);
    }
  }
}

function seen(id, number) {
  if (note.id === id && !note.seen.has(number) && document.visibilityState === "visible") send("seen", { suggestion: number });
}

// ---- acts ----------------------------------------------------------------------------------------------------------

function send(kind, details) {
  saver.add(note.id, note.add(kind, details));
}

function act(kind, details) {
  if (note.state === "done") {
    say(words.said.done);
    return false;
  }
  send(kind, details);
  return true;
}

function change(mark, mention) {
  if (mark.suggestion === undefined) return act("own_changed", { key: mark.key, mention });
  // What was changed back to what was suggested is accepted, not changed.
  const suggested = note.suggestions[mark.suggestion];
  const same = Object.keys(suggested).every((name) => suggested[name] === mention[name]);
  return act(same ? "accepted" : "changed", same ? { suggestion: mark.suggestion } : { suggestion: mark.suggestion, mention });
}

function label(id) {
  const name = words.labels[id].name;
  const mark = active && note.mark(active);
  if (mark) {
    if (mark.mention.label !== id && change(mark, { ...mark.mention, label: id })) say(words.said.relabelled, { label: name });
    draw();
    return;
  }
  if (caret === null) return;
  const [first, last] = [note.words[Math.min(anchor, caret)], note.words[Math.max(anchor, caret)]];
  const mention = { label: id, start: first.start, end: last.end };
  for (const qualifier of words.qualifiers) mention[qualifier.id] = qualifier.values[0].id;
  const key = note.newKey();
  if (!act("own", { key, mention })) return;
  active = `e${key}`;
  say(words.said.marked, { label: name });
  draw();
}

function qualify(mark, name, value) {
  const values = words.qualifiers.find((qualifier) => qualifier.id === name).values.map((found) => found.id);
  const next = value ?? values[(values.indexOf(mark.mention[name]) + 1) % values.length];
  if (next !== mark.mention[name]) change(mark, { ...mark.mention, [name]: next });
  draw();
}

function accept(mark) {
  if (mark.suggestion === undefined || mark.fate === "accepted") return;
  if (act("accepted", { suggestion: mark.suggestion })) say(words.said.accepted, { label: words.labels[note.suggestions[mark.suggestion].label].name });
  draw();
}

function remove(mark) {
  const name = words.labels[mark.mention.label].name;
  if (mark.suggestion === undefined) {
    if (act("own_removed", { key: mark.key })) say(words.said.removed);
    active = null;
  } else if (mark.fate !== "rejected" && act("rejected", { suggestion: mark.suggestion })) {
    say(words.said.rejected, { label: name });
  }
  draw();
}

function undo() {
  const last = note.acts.at(-1);
  if (!last) {
    say(words.said.nothing_to_undo);
    return;
  }
  if (!act("undone", { undoes: last.number })) return;
  if (active && !note.mark(active)) active = null;
  say(words.said.undone);
  draw();
}

function finish() {
  if (note.state !== "done") {
    send("finished");
    for (const loaded of notes.values()) if (loaded instanceof Note) loaded.data.done += 1;
  }
  const left = note.untouched;
  const next = note.data.next_to_do;
  if (next) go(next);
  else draw();
  if (!next) say(words.said.last);
  else if (left) say(left === 1 ? words.said.untouched_one : words.said.untouched, { count: left });
}

function reopen() {
  send("reopened");
  for (const loaded of notes.values()) if (loaded instanceof Note) loaded.data.done -= 1;
  at("klaar-aantal").textContent = note.data.done;
  say("");
  draw();
  focusText();
}

// ---- words and marks -----------------------------------------------------------------------------------------------

function focusText() {
  view.text.focus({ preventScroll: true });
}

function choose(id) {
  active = id;
  const mark = note.mark(id);
  if (mark) {
    const inside = note.words.flatMap((word, number) => (word.start < mark.mention.end && mark.mention.start < word.end ? [number] : []));
    [anchor, caret] = [inside[0] ?? null, inside.at(-1) ?? null];
    if (mark.suggestion !== undefined) seen(note.id, mark.suggestion);
  }
  draw();
}

function move(step, extend) {
  const last = note.words.length - 1;
  if (last < 0) return;
  const to = caret === null ? (step > 0 ? 0 : last) : Math.min(last, Math.max(0, caret + step));
  walkTo(to, extend);
}

function walkTo(word, extend) {
  const had = active;
  active = null;
  caret = word;
  if (!extend || anchor === null) anchor = word;
  if (had) draw();
  else drawSelection();
}

function line(step, extend) {
  const here = view.byWord[caret ?? 0]?.[0]?.getBoundingClientRect();
  if (!here) return;
  let best = null;
  let distance = Infinity;
  for (let number = caret ?? 0; number >= 0 && number < note.words.length; number += step) {
    const there = view.byWord[number][0].getBoundingClientRect();
    const lines = Math.round((there.top - here.top) / Math.max(1, here.height));
    if (lines === 0) continue;
    if (best !== null && Math.abs(there.top - view.byWord[best][0].getBoundingClientRect().top) > here.height / 2) break;
    const away = Math.abs(there.left - here.left);
    if (away < distance) [best, distance] = [number, away];
  }
  if (best !== null) walkTo(best, extend);
}

// The border of the chosen mark, a word at a time.
function border(which, step) {
  const mark = note.mark(active);
  const { start, end } = mark.mention;
  const inside = note.words.flatMap((word, number) => (word.start < end && start < word.end ? [number] : []));
  let [first, last] = [inside[0], inside.at(-1)];
  if (which === "end") last = Math.min(note.words.length - 1, Math.max(first, last + step));
  else first = Math.max(0, Math.min(last, first + step));
  const mention = { ...mark.mention, start: note.words[first].start, end: note.words[last].end };
  if (mention.start !== start || mention.end !== end) change(mark, mention);
  draw();
}

function nextMark(step) {
  const marks = note.marks;
  const here = marks.findIndex((mark) => mark.id === active);
  const from = caret === null ? -1 : note.words[Math.min(anchor, caret)].start;
  const to = here >= 0 ? here + step
    : step > 0 ? marks.findIndex((mark) => mark.mention.start >= from)
      : marks.findLastIndex((mark) => mark.mention.start < from);
  if (to < 0 || to >= marks.length) return false;
  choose(marks[to].id);
  return true;
}

// ---- keys ----------------------------------------------------------------------------------------------------------

function everywhere(event) {
  const control = event.ctrlKey || event.metaKey;
  if (event.key === "PageDown") go(note.data.next);
  else if (event.key === "PageUp") go(note.data.previous);
  else if (control && event.key === "Enter") finish();
  else if (control && event.key.toLowerCase() === "z") undo();
  else return false;
  return true;
}

function inText(event) {
  const mark = active && note.mark(active);
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (event.ctrlKey || event.metaKey) {
    if (!mark || !step || !event.shiftKey) return false;
    border("start", step);
  } else if (step) {
    if (mark && event.shiftKey) border("end", step);
    else move(step, event.shiftKey);
  } else if (event.key === "ArrowDown") line(1, event.shiftKey);
  else if (event.key === "ArrowUp") line(-1, event.shiftKey);
  else if (event.key === "Home") walkTo(0, event.shiftKey);
  else if (event.key === "End") walkTo(note.words.length - 1, event.shiftKey);
  else if (event.key === "Tab") return nextMark(event.shiftKey ? -1 : 1);
  else if (event.key === "Escape") { active = null; draw(); }
  else if (event.key === "Enter" && mark) accept(mark);
  else if ((event.key === "Delete" || event.key === "Backspace") && mark) remove(mark);
  else if (/^[1-4]$/.test(event.key) && mark) qualify(mark, words.qualifiers[Number(event.key) - 1].id);
  else if (event.key === "/") at("zoek").focus();
  else if (event.key === "?") at("toetsen").showModal();
  else if (!event.altKey && byKey.has(event.key)) label(byKey.get(event.key));
  else return false;
  return true;
}

addEventListener("keydown", (event) => {
  if (!note || at("toetsen").open) return;
  const typing = event.target.closest("input[type=search]");
  if (everywhere(event) || (!typing && event.target === view.text && inText(event))) event.preventDefault();
});

// ---- mouse, buttons, search ----------------------------------------------------------------------------------------

function wordAt(node) {
  const piece = (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.(".an-piece");
  if (!piece) return null;
  if (piece.an.word !== null) return piece.an.word;
  return note.words.findIndex((word) => word.start >= piece.an.end);
}

view.text.addEventListener("mouseup", (event) => {
  const chosen = getSelection();
  if (!chosen.isCollapsed && view.text.contains(chosen.anchorNode)) {
    const range = chosen.getRangeAt(0);
    const inside = view.pieces.filter((piece) => piece.an.word !== null && range.intersectsNode(piece) && touches(range, piece));
    chosen.removeAllRanges();
    if (inside.length) {
      anchor = inside[0].an.word;
      walkTo(inside.at(-1).an.word, true);
    }
    return;
  }
  const tag = event.target.closest(".an-tag");
  const piece = event.target.closest(".an-piece");
  const marks = tag ? [tag.dataset.mark] : piece?.an.marks ?? [];
  if (marks.length) choose(marks[(marks.indexOf(active) + 1) % marks.length]);
  else {
    const word = wordAt(event.target);
    if (word !== null && word >= 0) walkTo(word, event.shiftKey);
  }
});

// A range that only ends at the border of a piece does not hold any of it.
function touches(range, piece) {
  const whole = document.createRange();
  whole.selectNodeContents(piece);
  return range.compareBoundaryPoints(Range.END_TO_START, whole) < 0 && range.compareBoundaryPoints(Range.START_TO_END, whole) > 0;
}

const DO = {
  choose: (button) => choose(button.dataset.mark),
  qualify: (button) => qualify(note.mark(button.dataset.mark), button.dataset.qualifier, button.dataset.value),
  accept: (button) => accept(note.mark(button.dataset.mark)),
  reject: (button) => remove(note.mark(button.dataset.mark)),
  remove: (button) => remove(note.mark(button.dataset.mark)),
  label: (button) => label(button.dataset.label),
  guide: (button) => guide(button.dataset.label),
  undo, finish, reopen,
  next: () => go(note.data.next),
  previous: () => go(note.data.previous),
  keys: () => at("toetsen").showModal(),
};

root.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (!button || !note) return;
  DO[button.dataset.do](button);
  if (button.dataset.do !== "keys") focusText();
});

document.querySelector("#labels").addEventListener("pointerover", (event) => {
  const button = event.target.closest("button[data-label]");
  if (button && !active) guide(button.dataset.label);
});

at("vragen").addEventListener("change", (event) => {
  act("answered", { question: event.target.name, answer: event.target.value });
});

at("zoek").addEventListener("input", (event) => {
  const sought = event.target.value.trim().toLowerCase();
  for (const row of document.querySelectorAll("#labels li[data-name]")) row.hidden = !row.dataset.name.includes(sought);
});

at("zoek").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" && event.key !== "Escape") return;
  event.preventDefault();
  const first = document.querySelector("#labels li[data-name]:not([hidden]) button");
  event.target.value = "";
  event.target.dispatchEvent(new Event("input"));
  focusText();
  if (event.key === "Enter" && first) label(first.dataset.label);
});

addEventListener("popstate", (event) => {
  if (event.state?.id) go(event.state.id, false);
});

// For the browser tests, which lay this beside what the server made of the same acts.
window.annotatie = { get note() { return note; }, get idle() { return saver.idle; } };

history.replaceState({ id: Number(root.dataset.id) }, "");
go(Number(root.dataset.id), false);
