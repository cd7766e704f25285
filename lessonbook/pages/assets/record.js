/* My predictions: what was committed, how much of it was right, and whether "90 % sure" is right nine times in ten. */
"use strict";

/* The Wilson interval of k out of n at 95 %, as shares (Wilson 1927). */
function wilson(k, n) {
  const z = 1.959964;
  const centre = (k + z * z / 2) / (n + z * z);
  const half = z / (n + z * z) * Math.sqrt(k * (n - k) / n + z * z / 4);
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

(() => {
  const $ = (id) => document.getElementById(id);
  const ENOUGH = 12; // from here on the interval is narrower than half the scale, whatever the share
  const BINS = [[20, 39], [40, 59], [60, 79], [80, 99], [100, 100]]; // stated confidence in percent
  const percent = (share) => `${Math.round(100 * share)} %`;
  const items = [...document.querySelectorAll("li[data-prediction]")].map((node) => ({ node, p: JSON.parse(node.dataset.prediction) }));
  for (const item of items) {
    item.line = document.createElement("p");
    item.node.append(item.line);
  }

  function svg(tag, attributes = {}, ...children) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  function html(tag, ...children) {
    const node = document.createElement(tag);
    node.append(...children);
    return node;
  }

  const count = (n, one, many) => `${n} ${n === 1 ? one : many}`;

  /* "7 of 14 numbers ..." with its interval, or why it means nothing yet. */
  function share(k, n, what) {
    const [low, high] = wilson(k, n).map(percent);
    return n < ENOUGH
      ? `${k} of ${what}. That is too few to mean anything: the share behind it could be ${low} or ${high} (95 % interval). `
        + `From ${ENOUGH} on, the interval is narrower than half of the scale.`
      : `${k} of ${what}: ${percent(k / n)}, with a 95 % interval from ${low} to ${high}.`;
  }

  /* A share with its error bar on a scale from 0 to 100 %. */
  function bar(k, n) {
    const x = (s) => 20 + 280 * s;
    const [low, high] = wilson(k, n).map(x);
    return svg(
      "svg", { viewBox: "0 0 320 44", "aria-hidden": "true" },
      svg("path", { class: "axis", d: `M${x(0)},24H${x(1)}M${x(0)},20v8M${x(0.5)},20v8M${x(1)},20v8` }),
      svg("path", { class: "error", d: `M${low},12H${high}M${low},7v10M${high},7v10` }),
      svg("circle", { cx: x(k / n), cy: 12, r: 5 }),
      ...[0, 0.5, 1].map((s) => svg("text", { x: x(s), y: 41, "text-anchor": "middle" }, percent(s))),
    );
  }

  /* Stated against observed: a point a bin with its interval and count; on the diagonal, words and deeds agree. */
  function plot(bins) {
    const x = (s) => 52 + 250 * s;
    const y = (s) => 280 - 250 * s;
    const ticks = [0, 0.25, 0.5, 0.75, 1];
    return svg(
      "svg", { viewBox: "0 0 320 328", role: "img", "aria-label": "Calibration: stated confidence against the share that was right. The table has its numbers." },
      svg("path", { class: "axis", d: `M${x(0)},${y(1)}V${y(0)}H${x(1)}` }),
      svg("path", { class: "diagonal", d: `M${x(0)},${y(0)}L${x(1)},${y(1)}` }),
      ...ticks.map((s) => svg("text", { x: x(s), y: y(0) + 16, "text-anchor": "middle" }, 100 * s)),
      ...ticks.map((s) => svg("text", { x: x(0) - 6, y: y(s) + 4, "text-anchor": "end" }, 100 * s)),
      svg("text", { x: x(0.5), y: 322, "text-anchor": "middle" }, "stated confidence (%)"),
      svg("text", { transform: `translate(12 ${y(0.5)}) rotate(-90)`, "text-anchor": "middle" }, "right (%)"),
      svg("text", { x: x(0) - 6, y: 14, "text-anchor": "end" }, "n"),
      ...bins.flatMap(({ stated, right, n }) => {
        const [low, high] = wilson(right, n).map(y);
        const at = x(stated);
        return [
          svg("path", { class: "error", d: `M${at},${low}V${high}M${at - 4},${low}h8M${at - 4},${high}h8` }),
          svg("circle", { cx: at, cy: y(right / n), r: 5 }),
          svg("text", { x: at, y: 14, "text-anchor": "middle" }, n),
        ];
      }),
    );
  }

  function table(bins) {
    const row = (cell, ...texts) => html("tr", ...texts.map((text) => html(cell, text)));
    const body = html("tbody", ...bins.map((b) => row("td", percent(b.stated), percent(b.right / b.n), `${b.right} of ${b.n}`)));
    const node = html("table", html("thead", row("th", "stated, mean", "right", "choices")), body);
    node.className = "table data";
    node.querySelectorAll("th").forEach((th) => { th.scope = "col"; });
    return node;
  }

  function showNumbers(numbers) {
    if (!numbers.length) return $("record-numbers").replaceChildren();
    const k = numbers.filter((x) => x.right).length;
    const what = `${count(numbers.length, "number was", "numbers were")} within the tolerance`;
    return $("record-numbers").replaceChildren(html("p", share(k, numbers.length, what)), bar(k, numbers.length));
  }

  function showChoices(choices) {
    if (!choices.length) return $("record-choices").replaceChildren();
    const [n, k] = [choices.length, choices.filter((x) => x.right).length];
    const text = share(k, n, `${count(n, "choice was", "choices were")} right`);
    if (n < ENOUGH) return $("record-choices").replaceChildren(html("p", text));
    const mean = (all) => all.reduce((sum, x) => sum + x.entry.confidence, 0) / all.length / 100;
    const bins = BINS
      .map(([low, high]) => choices.filter((x) => x.entry.confidence >= low && x.entry.confidence <= high))
      .filter((all) => all.length)
      .map((all) => ({ stated: mean(all), right: all.filter((x) => x.right).length, n: all.length }));
    return $("record-choices").replaceChildren(html("p", `${text} You stated ${percent(mean(choices))} on average.`), plot(bins), table(bins));
  }

  hundredDays.onChange(() => {
    const saved = hundredDays.load()?.predictions ?? {};
    const known = new Set(items.map(({ p }) => p.id));
    const judged = [];
    let skipped = 0;
    for (const { p, line } of items) {
      const entry = saved[p.id];
      if (!predictions.fits(p, entry)) {
        line.textContent = "Not predicted yet.";
        continue;
      }
      const verdict = predictions.judge(p, entry);
      predictions.write(line, verdict);
      if (verdict.right === null) skipped += 1;
      else judged.push({ p, entry, right: verdict.right });
    }
    const lost = Object.keys(saved).filter((id) => !known.has(id)).length;
    $("record-count").textContent = `${judged.length} committed, ${skipped} skipped, ${items.length - judged.length - skipped} open.`
      + (lost ? ` ${count(lost, "answer belongs to a question", "answers belong to questions")} that the book no longer asks.` : "");
    showNumbers(judged.filter(({ p }) => !p.options));
    showChoices(judged.filter(({ p }) => p.options));
  });
})();
