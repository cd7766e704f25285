/* Predictions: commit to a number or a choice, then see the answer. What is committed stays as it is; book.js keeps it. */
"use strict";

const predictions = (() => {
  const short = (x) => String(Number(x.toPrecision(3)));

  /* How far a number is from the answer, in words: "46.6 percentage points too low". */
  function miss(p, number) {
    const side = number < p.answer ? "too low" : "too high";
    const gap = Math.abs(number - p.answer);
    if (p.within === "factor") {
      return number > 0 ? `${side} by a factor of ${short(Math.max(number / p.answer, p.answer / number))}` : side;
    }
    if (p.within === "percent") return `${short(100 * gap / Math.abs(p.answer))} % ${side}`;
    const unit = p.unit === "%" ? " percentage points" : p.unit && ` ${p.unit}`;
    return `${short(gap)}${unit} ${side}`;
  }

  function near(p, number) {
    const slack = 1 + 1e-9; // 0.3 is within 0.1 of 0.4
    if (p.within === "factor") return number > 0 && Math.max(number / p.answer, p.answer / number) <= p.tolerance * slack;
    const room = p.within === "percent" ? Math.abs(p.answer) * p.tolerance / 100 : p.tolerance;
    return Math.abs(number - p.answer) <= room * slack;
  }

  /* What a saved entry is worth: {right, text}; `right` is null if it was skipped. */
  function judge(p, entry) {
    if (entry.skipped) return { right: null, text: `Skipped on ${entry.date}.` };
    if (p.options) {
      const right = entry.option === p.answer;
      const said = `You chose ${entry.option} and were ${entry.confidence} % sure`;
      return { right, text: `${said}${right ? "." : `; the answer is ${p.shown}.`} Committed on ${entry.date}.` };
    }
    const right = near(p, entry.number);
    const said = `You said ${entry.number}${p.unit && ` ${p.unit}`}; the answer is ${p.shown}`;
    return { right, text: `${said}${right ? "" : `: ${miss(p, entry.number)}`}. Committed on ${entry.date}.` };
  }

  /* An entry that does not belong to the question (the lesson has changed) counts as none. */
  const fits = (p, entry) => Boolean(entry) && (entry.skipped || (p.options ? entry.option <= p.options : "number" in entry));

  /* Show a verdict in a line of text. */
  function write(line, { right, text }) {
    const mark = document.createElement("strong");
    mark.textContent = right ? "✓ Right. " : right === null ? "" : "✗ Not this time. ";
    line.replaceChildren(mark, text);
  }

  function wake(block) {
    const p = JSON.parse(block.dataset.prediction);
    const [form, answer] = [block.querySelector("form"), block.querySelector("details")];
    const [controls, verdict] = [block.querySelector(".controls"), block.querySelector(".verdict")];
    const fields = form.elements;
    let shown; // what the block says now
    let unsaved; // committed in a browser that does not keep it

    function show(entry) {
      if (JSON.stringify(entry) === JSON.stringify(shown)) return;
      shown = entry;
      block.classList.toggle("is-committed", Boolean(entry));
      controls.hidden = Boolean(entry);
      answer.open = Boolean(entry) && !entry.skipped;
      for (const radio of form.querySelectorAll("[type=radio]")) {
        radio.disabled = Boolean(entry);
        radio.checked = Number(radio.value) === entry?.option;
      }
      if (entry) write(verdict, judge(p, entry));
      else verdict.replaceChildren();
    }

    function commit(entry) {
      if (!hundredDays.predict(p.id, entry)) {
        unsaved = { ...entry, date: hundredDays.today() };
        show(unsaved);
      }
      verdict.focus();
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      commit(p.options
        ? { option: Number(fields[p.id].value), confidence: Number(fields.confidence.value) }
        : { number: Number(fields.number.value) });
    });
    block.querySelector(".skip").addEventListener("click", () => commit({ skipped: true }));
    hundredDays.onChange(() => {
      const saved = hundredDays.load()?.predictions[p.id];
      show(fits(p, saved) ? saved : unsaved);
    });
  }

  document.querySelectorAll("div.predict").forEach(wake);
  return { judge, fits, write };
})();
