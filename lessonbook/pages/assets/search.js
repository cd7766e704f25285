/* The search page: Pagefind finds, this shows. A result leads to the words that it was found by (see `showMatch` in book.js). */
"use strict";

(async () => {
  const AT_ONCE = 10;
  const SECTIONS = 3;
  const query = new URLSearchParams(location.search).get("q")?.trim() ?? "";
  const status = document.getElementById("search-status");
  const list = document.getElementById("search-results");
  const more = document.getElementById("search-more");
  const field = document.querySelector("article input[name='q']");
  field.value = query;
  field.focus();
  if (!query) return;

  const element = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  const asked = query.toLowerCase().match(/[\p{L}\p{N}_-]+/gu) ?? [];
  /* The words that Pagefind marks in an excerpt, without the punctuation around them. */
  const marked = (excerpt) => [...excerpt.matchAll(/<mark>(.*?)<\/mark>/g)]
    .map(([, text]) => text.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "")).filter(Boolean);
  /* For a word that stands nowhere, Pagefind goes down to its first letters; fewer than most of them are noise. */
  const isNear = (word) => asked.some((a) => word.includes(a.slice(0, Math.max(3, a.length - 3))));

  /* The words to mark on a page: those of the query, or the forms of them that stand there. */
  const words = (excerpt) => [...new Set(marked(excerpt).map((word) => asked.find((a) => word.includes(a)) ?? word))].slice(0, 8);

  function link(address, title, excerpt) {
    const url = new URL(address, location);
    words(excerpt).forEach((word) => url.searchParams.append("highlight", word));
    return element("a", { href: url.href, textContent: title });
  }

  function show(page) {
    const sections = page.sub_results.filter((s) => s.url.includes("#") && s.title !== page.meta.title).slice(0, SECTIONS);
    const item = element("li", {}, link(page.url, page.meta.title, page.excerpt));
    if (!sections.length) item.append(element("p", { innerHTML: page.excerpt })); // escaped by Pagefind
    else {
      item.append(element("ul", {}, ...sections.map((s) =>
        element("li", {}, link(s.url, s.title, s.excerpt), element("p", { innerHTML: s.excerpt })))));
    }
    return item;
  }

  status.textContent = "Searching …";
  let results;
  try {
    const pagefind = await import("../pagefind/pagefind.js");
    await pagefind.options({ baseUrl: new URL(document.documentElement.dataset.content_root, location).pathname });
    ({ results } = await pagefind.search(query));
  } catch {
    status.textContent = location.protocol === "file:"
      ? "The search needs the book to come from a server: python -m http.server --directory _build/html"
      : "The index of the book could not be loaded.";
    return;
  }
  const count = results.length;
  /* Append the next results, each as soon as it is there; return the first item. */
  async function append() {
    const pages = results.splice(0, AT_ONCE).map((result) => result.data());
    more.hidden = results.length === 0;
    const items = [];
    for (const page of pages) {
      items.push(show(await page));
      list.append(items.at(-1));
    }
    return items[0];
  }
  const best = count ? await results[0].data() : { excerpt: "", sub_results: [] };
  if (![best, ...best.sub_results].some((place) => marked(place.excerpt).some(isNear))) {
    status.textContent = `No page for “${query}”. Try fewer or shorter words.`;
    return;
  }
  status.textContent = `${count} page${count === 1 ? "" : "s"} for “${query}”`;
  more.addEventListener("click", async () => (await append()).querySelector("a").focus());
  await append();
})();
