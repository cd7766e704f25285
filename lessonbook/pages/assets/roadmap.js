/* The roadmap: states, filters, the map with its prerequisites, export and import. The tables are the data; without this script
   they are a complete page. */
"use strict";

(() => {
  const $ = (id) => document.getElementById(id);
  const rows = [...document.querySelectorAll("tr[data-day]")].map((row) => ({
    row,
    day: Number(row.dataset.day),
    phase: row.dataset.phase,
    minutes: Number(row.dataset.minutes) || null,
    tags: row.dataset.tags.split(" ").filter(Boolean),
    needs: row.dataset.needs.split(" ").filter(Boolean).map(Number),
    title: row.querySelector("th").textContent.trim(),
    link: row.querySelector("th a"),
    cell: row.querySelector("td.state"),
  }));
  const byDay = new Map(rows.map((r) => [r.day, r]));
  const neededBy = (day) => rows.filter((r) => r.needs.includes(day)).map((r) => r.day);
  const name = (day) => `D${String(day).padStart(2, "0")}`;
  const words = { done: "done", next: "next", open: "to read", planned: "planned" };

  function duration(minutes) {
    const hours = Math.floor(minutes / 60);
    return hours ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
  }

  function element(tag, properties = {}, ...children) {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  }

  /* ---- states ---------------------------------------------------------------------------------------------------------- */

  function addCheckboxes() {
    for (const r of rows) {
      r.text = element("span", { textContent: words.planned });
      r.cell.replaceChildren(r.text);
      if (!r.link) continue;
      r.box = element("input", { type: "checkbox" });
      r.box.setAttribute("aria-label", `${name(r.day)} done`);
      r.box.addEventListener("change", () => {
        if (!hundredDays.setDone(r.day, r.box.checked)) r.box.checked = !r.box.checked;
      });
      r.cell.replaceChildren(element("label", {}, r.box, " ", r.text));
    }
  }

  function refresh() {
    const done = hundredDays.load()?.done ?? {};
    const next = hundredDays.suggest(hundredDays.days(), done);
    for (const r of rows) {
      r.state = !r.link ? "planned" : r.day in done ? "done" : r.day === next?.day ? "next" : "open";
      r.row.dataset.state = r.state;
      r.text.textContent = words[r.state];
      if (r.box) r.box.checked = r.state === "done";
      if (r.node) {
        r.node.dataset.state = r.state;
        r.node.setAttribute("aria-label", describe(r));
      }
    }
    const left = rows.filter((r) => r.link && r.state !== "done");
    const n = rows.filter((r) => r.state === "done").length;
    $("progress-text").textContent = `${n} of ${rows.length} days done, ${rows.length - n} left. `
      + `Written and still to read: ${left.length}, ${duration(left.reduce((sum, r) => sum + r.minutes, 0))}.`;
    $("progress-next").replaceChildren(...(next
      ? ["Next: ", element("a", { href: next.href, textContent: `${name(next.day)} ${next.title}` }), ` (${next.minutes} min). ${why(next)}`]
      : ["Every written day is done."]));
    if (current) show(current);
    filter();
  }

  const why = (next) => (next.needs.length ? `What it needs (${next.needs.map(name).join(", ")}) is done or not written yet.` : "It needs no other day.");

  const describe = (r) => `Day ${r.day}, ${r.title}, ${words[r.state]}`
    + (r.needs.length ? `, needs ${r.needs.map((d) => `day ${d}`).join(", ")}` : "");

  /* ---- filters --------------------------------------------------------------------------------------------------------- */

  function filter() {
    const value = (key) => $(`filter-${key}`).value;
    const text = value("text").trim().toLowerCase();
    let shown = 0;
    for (const r of rows) {
      const match = (!value("phase") || r.phase === value("phase"))
        && (!value("tag") || r.tags.includes(value("tag")))
        && (!value("length") || (r.minutes !== null && r.minutes <= Number(value("length"))))
        && (!value("state") || r.state === value("state"))
        && (!text || `${name(r.day)} ${r.title} ${r.tags.join(" ")}`.toLowerCase().includes(text));
      r.row.hidden = !match;
      r.node?.classList.toggle("filtered", !match);
      shown += match;
    }
    for (const section of document.querySelectorAll("section:has(> .scroll table.days)")) {
      section.hidden = !section.querySelector("tr[data-day]:not([hidden])");
    }
    $("filter-count").textContent = `${shown} of ${rows.length} days shown`;
  }

  /* ---- the map --------------------------------------------------------------------------------------------------------- */

  let current = null;
  const SVG = "http://www.w3.org/2000/svg";

  function wakeMap() {
    const map = $("map");
    for (const r of rows) {
      r.node = map.querySelector(`[data-node="${r.day}"]`);
      r.node.addEventListener("focus", () => show(r));
      r.node.addEventListener("pointerenter", () => show(r));
      r.row.addEventListener("pointerenter", () => mark(r));
      r.row.addEventListener("focusin", () => mark(r));
    }
    map.addEventListener("keydown", walk);
    new ResizeObserver(() => current && draw(current)).observe(map);
  }

  /* Arrow keys walk the graph: by day, to the last thing that a day needs, to the first day that needs it. */
  function walk(event) {
    const day = Number(event.target.dataset.node);
    const target = {
      ArrowLeft: day - 1,
      ArrowRight: day + 1,
      ArrowUp: byDay.get(day)?.needs.at(-1),
      ArrowDown: neededBy(day)[0],
      Home: rows[0].day,
      End: rows.at(-1).day,
    }[event.key];
    if (event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End") event.preventDefault();
    if (byDay.has(target)) byDay.get(target).node.focus();
  }

  /* Highlight a day with what it needs and what needs it. */
  function mark(r) {
    const after = neededBy(r.day);
    for (const other of rows) {
      other.node.classList.toggle("is-current", other === r);
      other.node.classList.toggle("is-need", r.needs.includes(other.day));
      other.node.classList.toggle("is-after", after.includes(other.day));
    }
    draw(r);
  }

  /* Make a day the current one: one stop of the Tab key, with its details below the map. */
  function show(r) {
    for (const other of rows) other.node.tabIndex = other === r ? 0 : -1;
    current = r;
    mark(r);
    const list = (label, days) => (days.length ? element("p", {}, `${label}: `, ...days.flatMap((d, i) => [i ? ", " : "", dayLink(d)])) : "");
    $("map-day").replaceChildren(
      element("p", { className: "map-title" }, dayLink(r.day), ` · ${words[r.state]}${r.minutes ? ` · ${r.minutes} min` : ""}`),
      list("Needs", r.needs),
      list("Needed by", neededBy(r.day)),
    );
  }

  function dayLink(day) {
    const r = byDay.get(day);
    const text = `${name(day)} ${r.title}`;
    return r.link ? element("a", { href: r.link.getAttribute("href"), textContent: text }) : element("span", { textContent: text });
  }

  function draw(r) {
    const svg = $("map").querySelector("svg");
    const box = svg.getBoundingClientRect();
    const top = (day) => {
      const b = byDay.get(day).node.getBoundingClientRect();
      return [b.x + b.width / 2 - box.x, b.y - box.y];
    };
    const line = (from, to, kind) => {
      const [x1, y1] = top(from);
      const [x2, y2] = top(to);
      const bend = 10 + Math.min(30, Math.abs(x2 - x1) / 10);
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("d", `M${x1},${y1} C${x1},${y1 - bend} ${x2},${y2 - bend} ${x2},${y2}`);
      path.setAttribute("class", kind);
      return path;
    };
    svg.replaceChildren(
      ...r.needs.map((d) => line(d, r.day, "need")),
      ...neededBy(r.day).map((d) => line(r.day, d, "after")),
    );
  }

  /* ---- export and import ----------------------------------------------------------------------------------------------- */

  function exportState() {
    const state = hundredDays.load();
    if (state) hundredDays.download(`100-days-progress-${hundredDays.today()}.json`, `${JSON.stringify(state, null, 1)}\n`);
  }

  async function importState() {
    const [file] = $("import").files;
    if (!file) return;
    try {
      if (file.size > 2e6) throw new Error("it is too large");
      if (hundredDays.importText(await file.text())) hundredDays.tell("import-message", `Added the progress in ${file.name}.`);
    } catch (error) {
      hundredDays.tell("import-message", `${file.name} was not imported: ${error.message}. Nothing has changed.`);
    }
    $("import").value = ""; // the same file can be chosen again
  }

  addCheckboxes();
  wakeMap();
  $("filters").addEventListener("input", filter);
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("filters").addEventListener("reset", () => setTimeout(filter));
  $("export").addEventListener("click", exportState);
  $("import").addEventListener("change", importState);
  hundredDays.onChange(refresh);
  show(rows.find((r) => r.state === "next") ?? rows[0]);
})();
