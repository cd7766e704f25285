/* The path to a day: what it needs, and what that needs, as far as it is not done. The address ends in #path-41 and can be shared. */
"use strict";

(() => {
  const { byDay, name, duration, element, dayLink, missing } = roadmap;
  const [panel, choice, sum, list] = ["path-panel", "path-to", "path-sum", "path"].map((id) => document.getElementById(id));

  /* The days to read for `day`, itself included, in order: a need is always earlier. Behind a day that is done nobody has to go. */
  function unfinished(day, done) {
    const found = new Set();
    const visit = (d) => {
      if (d in done || found.has(d)) return;
      found.add(d);
      byDay.get(d).needs.forEach(visit);
    };
    visit(day);
    return [...found].sort((a, b) => a - b).map((d) => byDay.get(d));
  }

  function item(r) {
    if (!r.link) return element("li", { className: "planned" }, dayLink(r.day), `: ${missing(r)}`);
    return element("li", {}, dayLink(r.day), `, ${r.minutes} min`);
  }

  function say(day, path) {
    if (!path.length) return `${name(day)} is done.`;
    const written = path.filter((r) => r.link);
    const planned = path.filter((r) => !r.link);
    const days = (n) => `${n} ${n === 1 ? "day" : "days"}`;
    return [
      written.length ? `${days(written.length)} to read, ${duration(written.reduce((all, r) => all + r.minutes, 0))}${path.length > 1 ? ", in this order" : ""}.` : "",
      planned.length ? `Not written yet: ${planned.map((r) => name(r.day)).join(", ")}.` : "",
      byDay.get(day).link ? "" : "What a day needs is known when it is written.",
      "The address of this page now leads here.",
    ].filter(Boolean).join(" ");
  }

  function show() {
    const day = Number(choice.value);
    const done = hundredDays.load()?.done ?? {};
    const path = day ? unfinished(day, done) : [];
    sum.textContent = day ? say(day, path) : "";
    list.replaceChildren(...path.map(item));
  }

  /* Choose the day of the address, if it names one. */
  function follow() {
    const day = /^#path-(\d+)$/.exec(location.hash)?.[1];
    if (!byDay.has(Number(day))) return;
    choice.value = Number(day);
    show();
    panel.scrollIntoView();
    choice.focus({ preventScroll: true });
  }

  choice.addEventListener("change", () => {
    history.replaceState(null, "", choice.value ? `#path-${choice.value}` : location.pathname + location.search);
    show();
  });
  addEventListener("hashchange", follow);
  hundredDays.onChange(show);
  follow();
})();
