/* Reading with a keyboard and by selecting: everything here can be done without it too. */
(() => {
  "use strict";
  const text = document.getElementById("melding");
  if (!text) return;

  // A quote may run over several marks; the link goes to the first, so the others are lit here.
  document.addEventListener("click", (event) => {
    const link = event.target.closest ? event.target.closest("a[href^='#w']") : null;
    if (!link) return;
    for (const mark of document.querySelectorAll("mark.np-aim")) mark.classList.remove("np-aim");
    const first = Number(link.getAttribute("href").slice(2));
    for (let i = 0; i < Number(link.dataset.n || 1); i += 1) {
      const mark = document.getElementById(`w${first + i}`);
      if (mark) mark.classList.add("np-aim");
    }
  });

  // j, k and 1 to 4 on the signal that has the focus.
  const keys = document.getElementById("toetsen");
  const remembered = "nietpluis-toetsen";
  if (keys) {
    keys.closest(".np-keys").hidden = false;
    keys.checked = localStorage.getItem(remembered) !== "uit";
    keys.addEventListener("change", () => localStorage.setItem(remembered, keys.checked ? "aan" : "uit"));
  }
  const signals = () => Array.from(document.querySelectorAll(".np-signal"));
  let current = null;
  const here = () => {
    const active = document.activeElement ? document.activeElement.closest(".np-signal") : null;
    return active || (current ? document.getElementById(current) : null);
  };
  const step = (forward) => {
    const all = signals();
    const at = here();
    const next = at ? all[all.indexOf(at) + (forward ? 1 : -1)] : all[forward ? 0 : all.length - 1];
    if (!next) return;
    current = next.id;
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (!keys || !keys.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    if (event.key === "j") step(true);
    else if (event.key === "k") step(false);
    else if ("1234".includes(event.key) && event.key.length === 1) {
      const at = here();
      const button = at ? at.querySelectorAll(".np-verdict")[Number(event.key) - 1] : null;
      if (!button) return;
      event.preventDefault();
      current = at.id;
      button.click();
    }
  });
  // What htmx puts in place of a signal takes the focus that the old one had, so that j goes on from there.
  document.addEventListener("htmx:afterSettle", (event) => {
    const part = event.detail.elt;
    if (part && part.id === current && !part.contains(document.activeElement)) part.focus({ preventScroll: true });
  });

  // A word that was not taken (logged out, suggestions switched off) must not seem to be: the page says what there is.
  document.addEventListener("htmx:responseError", () => window.location.reload());

  // Selecting words in the text fills the form for an own signal.
  const form = document.getElementById("eigen-formulier");
  if (!form) return;
  const bar = document.createElement("div");
  bar.className = "np-selection";
  bar.hidden = true;
  const words = document.createElement("span");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "utrecht-button utrecht-button--primary-action";
  button.textContent = form.dataset.bar;
  bar.append(words, button);
  document.body.append(bar);

  const isText = (node) => !node.parentElement.closest("small");
  const before = (container, offset) => {
    const range = document.createRange();
    range.setStart(text, 0);
    range.setEnd(container, offset);
    const holder = range.cloneContents();
    for (const label of holder.querySelectorAll("small")) label.remove();
    return Array.from(holder.textContent).length;
  };
  let chosen = null;
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) {
      if (!bar.contains(document.activeElement)) bar.hidden = true;
      return;
    }
    const range = selection.getRangeAt(0);
    if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return;
    if (range.startContainer.nodeType === Node.TEXT_NODE && !isText(range.startContainer)) return;
    const holder = range.cloneContents();
    for (const label of holder.querySelectorAll("small")) label.remove();
    const said = holder.textContent;
    if (!said.trim()) return;
    const start = before(range.startContainer, range.startOffset);
    chosen = { start, end: start + Array.from(said).length, said };
    words.textContent = `“${said.trim().length > 60 ? `${said.trim().slice(0, 60)}…` : said.trim()}”`;
    bar.hidden = false;
  });
  button.addEventListener("click", () => {
    if (!chosen) return;
    form.elements.woorden.value = chosen.said;
    form.elements.start.value = chosen.start;
    form.elements.einde.value = chosen.end;
    bar.hidden = true;
    form.closest("details").open = true;
    form.scrollIntoView({ block: "center" });
    form.elements.signaal.focus();
  });
  form.elements.woorden.addEventListener("input", () => {
    form.elements.start.value = "";
    form.elements.einde.value = "";
  });
})();
