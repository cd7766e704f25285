/* The review: the due cards of finished days, one at a time, scheduled by SM-2. Cards are the page's own disclosures; the one in
   question moves into the session and back. */
"use strict";

/* One review of a card by SM-2 (Wozniak 1990). `card` is {passed, ease, days, due} or undefined when new, `grade` is 0 to 5. */
function sm2(card, grade, today) {
  const { passed, ease, days } = card ?? { passed: 0, ease: 2.5, days: 0 };
  if (grade < 3) return { passed: 0, ease, days: 1, due: today(1) }; // from the beginning, without changing the ease
  const next = passed === 0 ? 1 : passed === 1 ? 6 : Math.ceil(days * ease);
  const easier = ease + 0.1 - (5 - grade) * (0.08 + (5 - grade) * 0.02);
  return { passed: passed + 1, ease: Math.max(1.3, Math.round(easier * 100) / 100), days: next, due: today(next) };
}

(() => {
  const $ = (id) => document.getElementById(id);
  const cards = [...document.querySelectorAll("details.recall[data-card]")].map((node) => ({
    node, id: node.dataset.card, day: node.dataset.day,
  }));
  const places = new Map(cards.map((c) => {
    const place = document.createComment(c.id);
    c.node.before(place);
    return [c, place];
  }));
  let again = []; // cards graded below 4 today: they come back until they are known
  let current = null;

  const finished = (state) => cards.filter((c) => c.day in state.done);

  function dueCards(state) {
    const today = hundredDays.today();
    return finished(state)
      .filter((c) => !again.includes(c) && (!(c.id in state.cards) || state.cards[c.id].due <= today))
      .sort((a, b) => (state.cards[a.id]?.due ?? "9").localeCompare(state.cards[b.id]?.due ?? "9") || a.day - b.day);
  }

  function putBack() {
    if (!current) return;
    places.get(current).after(current.node);
    current.node.open = false;
    current.node.removeEventListener("toggle", reveal);
    current = null;
  }

  const reveal = () => { $("review-grades").hidden = !current?.node.open; };

  function say(state, due) {
    const fresh = due.filter((c) => !(c.id in state.cards)).length;
    const done = finished(state);
    if (!done.length) return "No day is marked as done yet. The cards of a day come here when you finish it.";
    const later = done.map((c) => state.cards[c.id]?.due).filter((d) => d > hundredDays.today()).sort()[0];
    if (!due.length && !again.length) return `Nothing is due. ${later ? `The next card comes on ${later}.` : ""}`;
    const repeats = again.length ? `, ${again.length} to repeat today` : "";
    return `${due.length} due, ${fresh} of them new${repeats}. ${done.length} cards from finished days.`;
  }

  function next(focus) {
    putBack();
    $("review-grades").hidden = true;
    const state = hundredDays.load();
    if (state === null) return;
    const due = dueCards(state);
    $("review-count").textContent = say(state, due);
    current = due[0] ?? again[0] ?? null;
    if (!current) return;
    current.node.open = false;
    $("review-card").append(current.node);
    current.node.addEventListener("toggle", reveal);
    if (focus) current.node.querySelector("summary").focus();
  }

  function grade(quality) {
    const card = current;
    const repeated = again.includes(card);
    if (!repeated) { // a repetition on the same day does not count for the schedule
      let due = "";
      const saved = hundredDays.update((state) => {
        state.cards[card.id] = sm2(state.cards[card.id], quality, hundredDays.today);
        due = state.cards[card.id].due;
      });
      if (!saved) return;
      $("review-last").textContent = `The card before comes back on ${due}${quality < 4 ? ", and once more today" : ""}.`;
    } else {
      $("review-last").textContent = `The card before ${quality < 4 ? "comes once more today" : "is known and comes back as scheduled"}.`;
    }
    again = again.filter((c) => c !== card);
    if (quality < 4) again.push(card);
    next(true);
  }

  const buttons = [...document.querySelectorAll("#review-grades button")];
  buttons.forEach((b) => b.addEventListener("click", () => grade(Number(b.dataset.grade))));
  $("session").addEventListener("keydown", (event) => {
    const button = buttons[Number(event.key) - 1];
    if (button && !$("review-grades").hidden && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      button.click();
    }
  });
  hundredDays.onChange(() => { if (!current) next(false); });
})();
