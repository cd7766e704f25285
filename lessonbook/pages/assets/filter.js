/* Filters over a list of the page (see templates/filters.html). Other scripts hear "filtered" from the form when it has chosen, and
   send it "input" when the items have changed. */
"use strict";

(() => {
  const form = document.getElementById("filters");
  const { items: selector, within, one, many } = form.dataset;
  const items = [...document.querySelectorAll(selector)].map((node) => ({
    node,
    text: (within ? [...node.querySelectorAll(within)] : [node]).map((part) => part.textContent).join(" ").toLowerCase(),
  }));
  const sections = [...document.querySelectorAll("article section")].filter((s) => !s.contains(form) && s.querySelector(selector));
  const count = document.getElementById("filter-count");
  const own = ({ node }, name) => node.closest(`[data-${name}]`)?.dataset[name] ?? "";

  function fits(item, field) {
    const value = field.value.trim().toLowerCase();
    if (!value) return true;
    if (field.name === "text") return value.split(/\s+/).every((word) => item.text.includes(word));
    if (field.name === "minutes") return own(item, "minutes") !== "" && Number(own(item, "minutes")) <= Number(value);
    return own(item, field.name).split(" ").includes(value);
  }

  /* Nothing matches: the lessons may still have the words. */
  function hint() {
    const words = form.elements.text.value.trim();
    if (!words) return [` No ${one} has all of these together.`];
    const link = document.createElement("a");
    link.href = `${document.documentElement.dataset.content_root}search.html?q=${encodeURIComponent(words)}`;
    link.textContent = `Search the lessons for “${words}”`;
    return [` No ${one} matches. `, link, "."];
  }

  function filter() {
    const fields = [...form.elements].filter((field) => field.name);
    let shown = 0;
    for (const item of items) {
      item.node.hidden = !fields.every((field) => fits(item, field));
      shown += !item.node.hidden;
    }
    for (const section of sections) section.hidden = ![...section.querySelectorAll(selector)].some((node) => !node.hidden);
    count.replaceChildren(`${shown} of ${items.length} ${many} shown.`, ...(shown ? [] : hint()));
    form.dispatchEvent(new Event("filtered"));
  }

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter)); // the fields are empty only after the event
  filter(); // a browser may have kept what was chosen before a reload
})();
