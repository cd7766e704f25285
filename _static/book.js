/* On every page: the reader's progress and predictions, the buttons that change it, and disclosures that open for printing.

   State lives in localStorage under one key and is read strictly: text that this version did not write is never overwritten; it is
   copied to a backup key and shown to the reader, who decides. Nothing leaves the browser. */
"use strict";

const hundredDays = (() => {
  const KEY = "100days.v1";
  const BACKUP = `${KEY}.backup`;
  const listeners = [];

  const empty = () => ({ version: 2, done: {}, cards: {}, predictions: {} });
  const KEYS = new Map([[1, "cards,done,version"], [2, "cards,done,predictions,version"]]); // version 1 knew no predictions
  const isPlain = (x) => typeof x === "object" && x !== null && !Array.isArray(x);
  const isCount = (x) => Number.isInteger(x) && x >= 0 && x < 1e6;

  function isDate(text) {
    if (typeof text !== "string" || !/^\d{4}-\d\d-\d\d$/.test(text)) return false;
    const date = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  }

  const isDay = (key) => /^[1-9]\d{0,2}$/.test(key) && Number(key) <= 100;
  const hasKeys = (x, keys) => isPlain(x) && Object.keys(x).sort().join() === keys;
  const isCard = ([id, c]) =>
    /^[0-9a-f]{12}$/.test(id) && hasKeys(c, "days,due,ease,passed") && isCount(c.days) && isCount(c.passed)
    && isDate(c.due) && typeof c.ease === "number" && c.ease >= 1.3 && c.ease < 100;

  const isPercent = (x) => Number.isInteger(x) && x >= 1 && x <= 100;

  /* A prediction is a number, an option with the confidence stated in it, or skipped; each with the day of the commitment. */
  const isPrediction = ([id, p]) =>
    /^d\d{2,3}-[a-z0-9-]{1,60}$/.test(id) && isPlain(p) && isDate(p.date) && (
      (hasKeys(p, "date,number") && Number.isFinite(p.number))
      || (hasKeys(p, "confidence,date,option") && [1, 2, 3, 4, 5].includes(p.option) && isPercent(p.confidence))
      || (hasKeys(p, "date,skipped") && p.skipped === true));

  /* The state in a text, brought up to the present version, or an Error that says what is wrong with it. */
  function parse(text) {
    let state;
    try {
      state = JSON.parse(text);
    } catch {
      throw new Error("it is not JSON");
    }
    if (!isPlain(state) || !("version" in state)) throw new Error("it is not a progress file of this book");
    if (!KEYS.has(state.version)) throw new Error("it was written by another version of this book");
    if (!hasKeys(state, KEYS.get(state.version))) throw new Error("it is not a progress file of this book");
    state = { ...empty(), ...state, version: 2 };
    if (![state.done, state.cards, state.predictions].every(isPlain)) throw new Error("it is not a progress file of this book");
    if (!Object.entries(state.done).every(([day, date]) => isDay(day) && isDate(date))) {
      throw new Error("its list of finished days is damaged");
    }
    if (!Object.entries(state.cards).every(isCard)) throw new Error("its list of cards is damaged");
    if (!Object.entries(state.predictions).every(isPrediction)) throw new Error("its list of predictions is damaged");
    return state;
  }

  /* Show a message at the top of the page; `actions` are [label, function] pairs. */
  function tell(id, text, actions = []) {
    document.getElementById(id)?.remove();
    const box = document.createElement("div");
    box.id = id;
    box.className = "book-message";
    box.setAttribute("role", "alert");
    const line = document.createElement("p");
    line.textContent = text;
    box.append(line);
    for (const [label, act] of [...actions, ["Close", () => {}]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "action";
      button.textContent = label;
      button.addEventListener("click", () => {
        box.remove();
        act();
      });
      box.append(button);
    }
    const article = document.querySelector("article.bd-article") ?? document.body;
    article.prepend(box);
    box.scrollIntoView({ block: "nearest" });
  }

  function download(name, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  /* Keep a text that is not ours under the first free backup key. */
  function keep(raw) {
    for (let n = 1; ; n += 1) {
      const key = n === 1 ? BACKUP : `${BACKUP}.${n}`;
      const kept = localStorage.getItem(key);
      if (kept === raw) return key;
      if (kept === null) {
        localStorage.setItem(key, raw);
        return key;
      }
    }
  }

  function complain(raw, reason) {
    let where = "It is left as it is.";
    try {
      where = `It is left as it is, with a copy under the key "${keep(raw)}".`;
    } catch { /* no room for a copy: the original stays where it is */ }
    const text = `The progress saved in this browser cannot be read: ${reason}. ${where} `
      + "Until you start afresh, nothing new is saved.";
    tell("broken-state", text, [
      ["Download it", () => { download("100-days-unreadable.json", raw); complain(raw, reason); }],
      ["Start afresh", () => { localStorage.removeItem(KEY); changed(); }],
    ]);
  }

  /* The saved state; null if there is one that cannot be read (the reader has been told). */
  function load() {
    let raw = null;
    try {
      raw = localStorage.getItem(KEY);
    } catch {
      return empty(); // storage is switched off: the book works, without memory
    }
    if (raw === null) return empty();
    try {
      return parse(raw);
    } catch (error) {
      if (!document.getElementById("broken-state")) complain(raw, error.message);
      return null;
    }
  }

  /* Apply `change` to the saved state and save it; false if it could not be saved. */
  function update(change) {
    const state = load();
    if (state === null) {
      document.getElementById("broken-state")?.scrollIntoView({ block: "nearest" });
      return false;
    }
    change(state);
    try {
      localStorage.setItem(KEY, JSON.stringify(state));
    } catch {
      tell("unsaved", "This browser does not let the book save your progress.");
      return false;
    }
    changed();
    return true;
  }

  /* Add the progress in a file to the saved one: a day is done if it is done in either, a card keeps its later review, a prediction
     its earlier commitment. */
  function importText(text) {
    const read = parse(text);
    const reviewed = (card) => Date.parse(card.due) - card.days * 86400000;
    return update((state) => {
      for (const [day, date] of Object.entries(read.done)) {
        if (!(day in state.done) || date < state.done[day]) state.done[day] = date;
      }
      for (const [id, card] of Object.entries(read.cards)) {
        if (!(id in state.cards) || reviewed(card) > reviewed(state.cards[id])) state.cards[id] = card;
      }
      for (const [id, p] of Object.entries(read.predictions)) {
        if (!(id in state.predictions) || p.date < state.predictions[id].date) state.predictions[id] = p;
      }
    });
  }

  const changed = () => listeners.forEach((listener) => listener());
  const onChange = (listener) => { listeners.push(listener); listener(); };
  addEventListener("storage", (event) => { if (event.key === KEY || event.key === null) changed(); });

  /* The reader's own calendar day, `later` days from now, as YYYY-MM-DD. */
  function today(later = 0) {
    const date = new Date();
    date.setDate(date.getDate() + later);
    const two = (n) => String(n).padStart(2, "0");
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  }

  const setDone = (day, done) => update((state) => {
    if (done) state.done[day] = today();
    else delete state.done[day];
  });

  /* Keep what the reader commits to, with today's date; what was committed before, here or in another tab, stays. */
  const predict = (id, entry) => update((state) => { state.predictions[id] ??= { ...entry, date: today() }; });

  /* The written days, from the page's own data. */
  const days = () => JSON.parse(document.getElementById("book-days")?.textContent ?? "[]");

  /* The day to read next: the first open one behind the day finished last whose needs are all done, else the first such day.
     A need that is not written yet holds nobody up. */
  function suggest(list, done) {
    const written = new Set(list.map((d) => d.day));
    const open = list.filter((d) => !(d.day in done));
    const ready = open.filter((d) => d.needs.every((n) => n in done || !written.has(n)));
    const last = Object.entries(done).sort(([a, x], [b, y]) => x.localeCompare(y) || a - b).at(-1);
    return ready.find((d) => last && d.day > Number(last[0])) ?? ready[0] ?? null;
  }

  return { load, update, importText, onChange, today, setDone, predict, days, suggest, tell, download, empty };
})();

/* "Mark as done" above and below a lesson. */
function doneButtons() {
  const buttons = document.querySelectorAll("button.mark-done");
  if (!buttons.length) return;
  for (const button of buttons) {
    button.dataset.label = button.textContent;
    button.addEventListener("click", () => {
      hundredDays.setDone(button.dataset.day, button.getAttribute("aria-pressed") !== "true");
    });
  }
  hundredDays.onChange(() => {
    const done = hundredDays.load()?.done ?? {};
    for (const button of buttons) {
      const date = done[button.dataset.day];
      button.setAttribute("aria-pressed", String(Boolean(date)));
      button.textContent = date ? `✓ Done on ${date}` : button.dataset.label;
    }
  });
}

/* Finished days carry a tick in the table of contents. */
function ticks() {
  const links = [...document.querySelectorAll(".bd-sidenav a")].map((link) => [link, /^\s*D(\d+) /.exec(link.textContent)]);
  const lessons = links.filter(([, day]) => day).map(([link, day]) => [link, String(Number(day[1]))]);
  if (!lessons.length) return;
  hundredDays.onChange(() => {
    const done = hundredDays.load()?.done ?? {};
    for (const [link, day] of lessons) link.classList.toggle("is-done", day in done);
  });
}

/* The entrance: day 1, or the next day of a returning reader. */
function startButton() {
  const start = document.getElementById("start");
  if (!start) return;
  const first = { href: start.getAttribute("href"), label: start.textContent };
  hundredDays.onChange(() => {
    const done = hundredDays.load()?.done ?? {};
    const next = Object.keys(done).length ? hundredDays.suggest(hundredDays.days(), done) : null;
    start.setAttribute("href", next ? next.href : first.href);
    start.textContent = next ? `Continue with day ${next.day}` : first.label;
  });
}

/* On paper, answers and solutions are open and the page is white. */
function dressForPrint() {
  const root = document.documentElement.dataset;
  let opened = [];
  let theme = root.theme;
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("article details:not([open])")];
    opened.forEach((d) => { d.open = true; });
    theme = root.theme;
    root.theme = "light";
  });
  addEventListener("afterprint", () => {
    opened.forEach((d) => { d.open = false; });
    root.theme = theme;
  });
}

/* A box that scrolls sideways must be reachable by keyboard; which box scrolls depends on the width of the window. */
function scrollBoxes() {
  const boxes = document.querySelectorAll("article :is(.scroll, .pst-scrollable-table-container, .output, .highlight pre, div.math)");
  // the observer reports every box once at first, and only after layout; reading all before writing keeps it one layout
  const watch = new ResizeObserver((entries) => {
    const wide = entries.map(({ target }) => target.scrollWidth > target.clientWidth + 1);
    entries.forEach(({ target }, i) => {
      if (wide[i]) target.tabIndex = 0;
      else if (target.getAttribute("tabindex") === "0") target.removeAttribute("tabindex");
    });
  });
  boxes.forEach((box) => watch.observe(box));
}

/* In the table of contents, this page's entry is in view: beside the page, where the theme has restored the scroll position of
   the page before, and whenever the phone's panel opens. */
function showPlace() {
  const here = document.querySelector(".bd-docs-nav [aria-current='page']");
  if (!here) return;
  new IntersectionObserver((entries) => {
    if (entries.at(-1).intersectionRatio === 0) return; // waits beyond the edge of a phone's screen
    const box = here.closest(".bd-sidebar-primary");
    const [inner, outer] = [here.getBoundingClientRect(), box.getBoundingClientRect()];
    if (inner.top < outer.top || inner.bottom > Math.min(outer.bottom, innerHeight)) {
      box.scrollTop += inner.top - outer.top - box.clientHeight / 3;
    }
  }, { threshold: 0.01 }).observe(here.closest("nav"));
}

/* Coming from the search: mark the words that the page was found by, and bring the first into view. */
function showMatch() {
  const url = new URL(location);
  const words = url.searchParams.getAll("highlight").filter(Boolean);
  const article = document.querySelector("article.bd-article");
  if (!words.length || !article) return;
  url.searchParams.delete("highlight");
  history.replaceState(history.state, "", url);
  const pattern = new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "giu");
  const ranges = [];
  const texts = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (text.parentElement.closest(".katex, script, .lesson-card, [hidden]")) continue;
    for (const match of text.data.matchAll(pattern)) {
      const range = new Range();
      range.setStart(text, match.index);
      range.setEnd(text, match.index + match[0].length);
      ranges.push(range);
    }
  }
  if (!ranges.length) return;
  if (window.Highlight) CSS.highlights.set("search-match", new Highlight(...ranges));
  const section = document.getElementById(decodeURIComponent(url.hash.slice(1)));
  const first = ranges.find((range) => !section || section.contains(range.startContainer)) ?? ranges[0];
  for (let box = first.startContainer.parentElement; box !== article; box = box.parentElement) {
    if (box.tagName === "DETAILS") box.open = true;
  }
  const showFirst = () => scrollBy({ top: first.getBoundingClientRect().top - innerHeight / 3, behavior: "instant" });
  showFirst();
  if (!url.hash) return;
  /* Loaded, the browser goes to the section's heading, smoothly: the last word is ours, unless the reader moved on. */
  const moved = new AbortController();
  for (const event of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    addEventListener(event, () => moved.abort(), { once: true, passive: true, signal: moved.signal });
  }
  addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(() => {
    if (!moved.signal.aborted) showFirst();
    moved.abort();
  })), { signal: moved.signal });
}

doneButtons();
ticks();
startButton();
dressForPrint();
scrollBoxes();
showPlace();
showMatch();
