
(() => {
  "use strict";
  const notes = Array.from(document.querySelectorAll("article.note"));
  const tools = document.getElementById("kiezen");

  // A quote may run over several marks; the link goes to the first, so the others are lit here.
  document.addEventListener("click", (event) => {
    const link = event.target.closest ? event.target.closest("a[href^='#n']") : null;
    if (!link) return;
    for (const mark of document.querySelectorAll("mark.aim")) mark.classList.remove("aim");
    const [, prefix, first] = link.getAttribute("href").match(/^#(n\d+m)(\d+)$/) || [];
    for (let i = 0; i < Number(link.dataset.n || 1) && prefix; i += 1) {
      const mark = document.getElementById(prefix + (Number(first) + i));
      if (mark) mark.classList.add("aim");
    }
  });

  // Everything is on paper, folded parts too, also where the browser cannot do this by style alone.
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = Array.from(document.querySelectorAll("header details:not([open]), article details:not([open])"));
    for (const part of folded) part.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const part of folded) part.open = false;
  });

  if (!tools) return;
  const form = document.getElementById("keuze");
  const state = document.getElementById("stand");
  const found = notes.map((note) => note.dataset.s.split(" "));
  const chosen = (name) => new Set(Array.from(form.querySelectorAll(`input[name=${name}]:checked`), (box) => box.value));

  const show = () => {
    const signals = chosen("signaal");
    const statuses = chosen("status");
    const nothing = chosen("geen");
    const everything = !signals.size && !statuses.size && !nothing.size;
    const fits = (token) => {
      const [signal, status] = token.split(":");
      if (!status) return nothing.has(signal);
      if (!signals.size && !statuses.size) return false;
      return (!signals.size || signals.has(signal)) && (!statuses.size || statuses.has(status));
    };
    let count = 0;
    notes.forEach((note, i) => {
      note.hidden = !everything && !found[i].some(fits);
      if (!note.hidden) count += 1;
    });
    tools.classList.toggle("narrowed", count < notes.length);
    state.textContent = count === notes.length
      ? `U ziet alle notities (${count}).`
      : `U ziet ${count} van de ${notes.length} notities. De andere zijn verborgen door uw keuze.`;
  };
  form.addEventListener("change", show);
  form.addEventListener("reset", () => setTimeout(show));
  form.addEventListener("submit", (event) => event.preventDefault());

  // From the note that has the focus, or else from the place on the page.
  const step = (forward) => {
    const visible = notes.filter((note) => !note.hidden);
    const active = document.activeElement ? document.activeElement.closest("article.note") : null;
    const box = active ? active.getBoundingClientRect() : null;
    let next = null;
    if (box && box.bottom > 0 && box.top < window.innerHeight) {
      next = visible[visible.indexOf(active) + (forward ? 1 : -1)];
    } else if (forward) {
      next = visible.find((note) => note.getBoundingClientRect().top > 0);
    } else {
      next = visible.findLast((note) => note.getBoundingClientRect().top < 0);
    }
    if (!next) return;
    const heading = next.querySelector("h2");
    heading.focus({ preventScroll: true });
    next.scrollIntoView({ block: "start" });
  };
  const keys = document.getElementById("toetsen");
  document.addEventListener("keydown", (event) => {
    if (!keys.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    if (event.key === "j") step(true);
    else if (event.key === "k") step(false);
  });

  tools.hidden = false;
  show();
})();
