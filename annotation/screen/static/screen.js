// The annotation screen: notes come and go, keys and mouse work on the desk, and what changed is drawn.

import { Desk } from "./desk.js";
import { Note } from "./model.js";
import { Saver } from "./saving.js";
import { View } from "./view.js";

const SEEN_AFTER = 1000;

const at = (id) => document.getElementById(id);
const root = at("scherm");
const words = JSON.parse(at("woorden").textContent);
const byKey = new Map(Object.entries(words.labels).map(([id, label]) => [label.key, id]));
const view = new View(words);
const saver = new Saver(root.dataset.csrf, (state) => {
  at("opslaan").textContent = words.saving[state];
  at("opslaan").dataset.state = state;
});
const desk = new Desk(words, view, saver, say);
desk.changed = draw;

function say(text, values = {}) {
  at("melding").textContent = text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function focusText() {
  view.text.focus({ preventScroll: true });
}

// ---- notes ---------------------------------------------------------------------------------------------------------

const notes = new Map();
// How many notes are done: told with the first note, counted here from then on, since notes are fetched ahead.
let done = null;

async function load(id) {
  const answer = await fetch(`/annoteren/notitie/${id}/gegevens`, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return new Note(await answer.json());
}

// Neighbours are fetched ahead, so that the next note is there when its key is pressed.
function fetched(id) {
  if (!notes.has(id)) {
    const coming = load(id).then((loaded) => {
      notes.set(id, loaded);
      return loaded;
    });
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

function show(note, push) {
  desk.put(note);
  note.shownAt = performance.now();
  if (push) history.pushState({ id: note.id }, "", `/annoteren/notitie/${note.id}`);
  at("plaats").textContent = note.data.position;
  at("totaal").textContent = note.data.total;
  done ??= note.data.done;
  at("klaar-aantal").textContent = done;
  at("bron").textContent = note.data.source;
  at("zonder").hidden = !note.data.withheld;
  if (note.state === "waiting") desk.send("opened");
  draw();
  say(note.state === "done" ? words.said.done : "");
  view.text.scrollTop = 0;
  scrollTo(0, 0);
  focusText();
  for (const id of [note.data.next_to_do, note.data.next, note.data.previous]) if (id) fetched(id);
}

function count(change) {
  done += change;
  at("klaar-aantal").textContent = done;
}

// A note that was fetched ahead may name one as next that was finished since.
function nextToDo(note) {
  const next = note.data.next_to_do;
  if (notes.get(next)?.state !== "done") return next;
  return [...notes.values()].find((other) => other instanceof Note && other.state !== "done")?.id;
}

function finish() {
  const { note } = desk;
  if (note.state !== "done") {
    desk.send("finished");
    count(1);
  }
  const next = nextToDo(note);
  if (next) go(next);
  else draw();
  const told = [];
  if (note.untouched) told.push(note.untouched === 1 ? words.said.untouched_one : words.said.untouched);
  if (!next) told.push(words.said.last);
  if (told.length) say(told.join(" "), { count: note.untouched });
}

function reopen() {
  desk.send("reopened");
  count(-1);
  say("");
  draw();
}

// ---- drawing -------------------------------------------------------------------------------------------------------

function draw() {
  const { note, active, mark } = desk;
  view.drawText(note, active);
  desk.drawSelection();
  view.drawList(note, active);
  guide(mark ? mark.mention.label : "");
  press(mark ? mark.mention.label : "");
  for (const field of document.querySelectorAll("#vragen input")) {
    field.checked = note.answers[field.name] === field.value;
    field.disabled = note.state === "done";
  }
  at("klaar").hidden = note.state === "done";
  at("heropenen").hidden = note.state !== "done";
  watch();
  view.scroll(desk.caret, active);
}

// Of the thirty-five labels only the one that was and the one that is are touched: a key must not wait for the rest.
let guided = "";
function guide(label) {
  if (label === guided) return;
  document.querySelector(`#richtlijn > section[data-label="${guided}"]`).hidden = true;
  document.querySelector(`#richtlijn > section[data-label="${label}"]`).hidden = false;
  guided = label;
}

let pressed = "";
function press(label) {
  if (label === pressed) return;
  for (const [id, value] of [[pressed, "false"], [label, "true"]]) {
    if (id) document.querySelector(`#labels button[data-label="${id}"]`).setAttribute("aria-pressed", value);
  }
  pressed = label;
}

// A suggestion counts as seen when it stood on the screen for a second, or was chosen.
const timers = new Map();
const observer = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    clearTimeout(timers.get(target.anSuggestion));
    timers.delete(target.anSuggestion);
    if (isIntersecting) timers.set(target.anSuggestion, setTimeout(stood, SEEN_AFTER, desk.note, target.anSuggestion));
  }
}, { threshold: 0.5 });
let watched = null;

function stood(note, number) {
  if (desk.note === note && document.visibilityState === "visible") desk.seen(number);
}

function watch() {
  observer.disconnect();
  if (watched !== desk.note) {
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
    watched = desk.note;
  }
  if (desk.note.seen.size === desk.note.suggestions.length) return;
  for (const mark of desk.note.marks) {
    if (mark.suggestion === undefined || desk.note.seen.has(mark.suggestion) || timers.has(mark.suggestion)) continue;
    const piece = view.pieces.find((found) => found.an.marks.includes(mark.id));
    if (!piece) continue;
    piece.anSuggestion = mark.suggestion;
    observer.observe(piece);
  }
}

// ---- keys ----------------------------------------------------------------------------------------------------------

function everywhere(event) {
  const control = event.ctrlKey || event.metaKey;
  if (event.key === "PageDown") go(desk.note.data.next);
  else if (event.key === "PageUp") go(desk.note.data.previous);
  else if (control && event.key === "Enter") finish();
  else if (control && event.key.toLowerCase() === "z") desk.undo();
  else return false;
  return true;
}

function inText(event) {
  const { mark } = desk;
  const { key, shiftKey } = event;
  const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
  if (event.ctrlKey || event.metaKey) {
    if (!mark || !step || !shiftKey) return false;
    desk.border("start", step);
  } else if (step && mark && shiftKey) desk.border("end", step);
  else if (step) desk.move(step, shiftKey);
  else if (key === "ArrowDown" || key === "ArrowUp") desk.line(key === "ArrowDown" ? 1 : -1, shiftKey);
  else if (key === "Home") desk.walkTo(0, shiftKey);
  else if (key === "End") desk.walkTo(desk.note.words.length - 1, shiftKey);
  else if (key === "Tab") return desk.nextMark(shiftKey ? -1 : 1);
  else if (key === "Escape") desk.release();
  else if (key === "Enter" && mark) desk.accept(mark);
  else if ((key === "Delete" || key === "Backspace") && mark) desk.remove(mark);
  else if (/^[1-4]$/.test(key) && mark) desk.qualify(mark, words.qualifiers[Number(key) - 1].id);
  else if (key === "/") at("zoek").focus();
  else if (key === "?") at("toetsen").showModal();
  else if (!event.altKey && byKey.has(key)) desk.label(byKey.get(key));
  else return false;
  return true;
}

addEventListener("keydown", (event) => {
  if (!desk.note || at("toetsen").open) return;
  if (everywhere(event) || (event.target === view.text && inText(event))) event.preventDefault();
});

// ---- mouse, buttons, search ----------------------------------------------------------------------------------------

// A range that only ends at the border of a piece does not hold any of it.
function touches(range, piece) {
  const whole = document.createRange();
  whole.selectNodeContents(piece);
  return range.compareBoundaryPoints(Range.END_TO_START, whole) < 0 && range.compareBoundaryPoints(Range.START_TO_END, whole) > 0;
}

view.text.addEventListener("mouseup", (event) => {
  const chosen = getSelection();
  if (!chosen.isCollapsed && view.text.contains(chosen.anchorNode)) {
    const range = chosen.getRangeAt(0);
    const inside = view.pieces.filter((piece) => piece.an.word !== null && touches(range, piece));
    chosen.removeAllRanges();
    if (inside.length) {
      desk.anchor = inside[0].an.word;
      desk.walkTo(inside.at(-1).an.word, true);
    }
    return;
  }
  const tag = event.target.closest(".an-tag");
  const piece = event.target.closest(".an-piece");
  const marks = tag ? [tag.dataset.mark] : piece?.an.marks ?? [];
  if (marks.length) desk.choose(marks[(marks.indexOf(desk.active) + 1) % marks.length]);
  else if (piece && piece.an.word !== null) desk.walkTo(piece.an.word, event.shiftKey);
});

const DO = {
  choose: ({ mark }) => desk.choose(mark),
  qualify: ({ mark, qualifier, value }) => desk.qualify(desk.note.mark(mark), qualifier, value),
  accept: ({ mark }) => desk.accept(desk.note.mark(mark)),
  reject: ({ mark }) => desk.remove(desk.note.mark(mark)),
  remove: ({ mark }) => desk.remove(desk.note.mark(mark)),
  label: ({ label }) => desk.label(label),
  undo: () => desk.undo(),
  next: () => go(desk.note.data.next),
  previous: () => go(desk.note.data.previous),
  keys: () => at("toetsen").showModal(),
  finish,
  reopen,
};

root.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (!button || !desk.note) return;
  DO[button.dataset.do](button.dataset);
  if (button.dataset.do !== "keys") focusText();
});

at("toetsen").addEventListener("close", focusText);

at("labels").addEventListener("pointerover", (event) => {
  const button = event.target.closest("button[data-label]");
  if (button && desk.note && !desk.active) guide(button.dataset.label);
});

at("vragen").addEventListener("change", (event) => {
  desk.act("answered", { question: event.target.name, answer: event.target.value });
});

at("zoek").addEventListener("input", (event) => {
  const sought = event.target.value.trim().toLowerCase();
  for (const row of document.querySelectorAll("#labels li[data-name]")) row.hidden = !row.dataset.name.includes(sought);
});

at("zoek").addEventListener("keydown", (event) => {
  if (event.ctrlKey || (event.key !== "Enter" && event.key !== "Escape")) return;
  event.preventDefault();
  const first = document.querySelector("#labels li[data-name]:not([hidden]) button");
  event.target.value = "";
  event.target.dispatchEvent(new Event("input"));
  focusText();
  if (event.key === "Enter" && first) desk.label(first.dataset.label);
});

addEventListener("popstate", (event) => {
  if (event.state?.id) go(event.state.id, false);
});

// For the tests, which lay what the browser holds beside what the server made of the same acts.
window.annotatie = { get note() { return desk.note; }, get idle() { return saver.idle; } };

history.replaceState({ id: Number(root.dataset.id) }, "");
go(Number(root.dataset.id), false);
