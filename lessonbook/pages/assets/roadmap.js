/* The roadmap: states, the map with its prerequisites, export and import. The tables are the data; without this script they are a
   complete page. filter.js chooses among the days, path.js finds the way to one. */
"use strict";

const roadmap = (() => {
  const $ = (id) => document.getElementById(id);
  const rows = [...document.querySelectorAll("tr[data-day]")].map((row) => ({
    row,
    day: Number(row.dataset.day),
    minutes: Number(row.dataset.minutes) || null,
    needs: row.dataset.needs.split(" ").filter(Boolean).map(Number),
    title: row.querySelector("th").textContent.trim(),
    instead: row.dataset.instead,
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
    $("filters").dispatchEvent(new Event("input"));
  }

  const missing = (r) => `not written yet${r.instead ? `; know instead: ${r.instead}` : ""}.`;

  /* Why a day can be read now: each of its needs is done, or not written. */
  function why(next) {
    if (!next.needs.length) return "It needs no other day.";
    const needs = next.needs.map((day) => byDay.get(day));
    const done = needs.filter((r) => r.link).map((r) => name(r.day));
    return [
      ...(done.length ? [`Of what it needs, ${done.join(", ")} ${done.length === 1 ? "is" : "are"} done.`] : []),
      ...needs.filter((r) => !r.link).map((r) => `${name(r.day)} is ${missing(r)}`),
    ].join(" ");
  }

  const describe = (r) => `Day ${r.day}, ${r.title}, ${words[r.state]}`
    + (r.needs.length ? `, needs ${r.needs.map((d) => `day ${d}`).join(", ")}` : "");

  /* ---- the map --------------------------------------------------------------------------------------------------------- */

  let current = null;
  const SVG = "http://www.w3.org/2000/svg";

  function wakeMap() {
    const map = $("map");
    for (const r of rows) {
      r.node = map.querySelector(`[data-node="${r.day}"]`);
      r.node.addEventListener("focus", () => show(r));
      r.node.addEventListener("pointerenter", (event) => { if (event.pointerType !== "touch") show(r); });
      // a finger cannot point without tapping: the first tap shows the day, the second opens it
      let first = false;
      r.node.addEventListener("pointerdown", (event) => { first = event.pointerType === "touch" && current !== r; });
      r.node.addEventListener("click", (event) => {
        if (!first) return;
        first = false;
        event.preventDefault();
        show(r);
      });
      r.row.addEventListener("pointerenter", () => mark(r));
      r.row.addEventListener("focusin", () => mark(r));
    }
    map.addEventListener("keydown", walk);
    $("filters").addEventListener("filtered", () => rows.forEach((r) => r.node.classList.toggle("filtered", r.row.hidden)));
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
      r.state === "done" ? "" : element("p", {}, element("a", { href: `#path-${r.day}`, textContent: "Path to this day" })),
    );
  }

  function dayLink(day) {
    const r = byDay.get(day);
    const text = `${name(day)} ${r.title}`;
    return r.link ? element("a", { href: r.link.getAttribute("href"), textContent: text }) : element("span", { textContent: text });
  }

  /* Lines run in the gaps between the boxes, never over a number: up, along the row, in the gap beside the other day, and in. */
  function draw(r) {
    const svg = $("map").querySelector("svg");
    const box = svg.getBoundingClientRect();
    const gap = parseFloat(getComputedStyle($("map")).columnGap);
    const place = (day) => {
      const b = byDay.get(day).node.getBoundingClientRect();
      return { x: b.x + b.width / 2 - box.x, left: b.x - gap / 2 - box.x, y: b.y - box.y };
    };
    const line = (from, to, kind, k) => {
      const [a, b] = [place(from), place(to)];
      const up = 4 + 2 * (k % 4); // lines that share a gap lie beside each other
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("d", `M${a.x},${a.y} V${a.y - up} H${b.left} V${b.y - up} H${b.x} V${b.y}`);
      path.setAttribute("class", kind);
      return path;
    };
    svg.replaceChildren(
      ...r.needs.map((d, k) => line(r.day, d, "need", k)),
      ...neededBy(r.day).map((d, k) => line(r.day, d, "after", k)),
    );
  }

  /* ---- export and import ----------------------------------------------------------------------------------------------- */

  function exportState() {
    const state = hundredDays.load();
    if (!state) return;
    const file = `100-days-progress-${hundredDays.today()}.json`;
    hundredDays.download(file, `${JSON.stringify(state, null, 1)}\n`);
    $("exported").textContent = `Saved as ${file}, where this browser puts downloads.`;
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
  $("export").addEventListener("click", exportState);
  $("import").addEventListener("change", importState);
  hundredDays.onChange(refresh);
  show(rows.find((r) => r.state === "next") ?? rows[0]);
  return { byDay, name, duration, element, dayLink, missing };
})();
