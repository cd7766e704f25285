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

  /* The words to mark on a page: those of the query, or the forms of them that stand there. */
  function words(excerpts) {
    const asked = query.toLowerCase().match(/[\p{L}\p{N}_-]+/gu) ?? [];
    const marked = [...excerpts.matchAll(/<mark>(.*?)<\/mark>/g)]
      .map(([, text]) => text.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ""));
    return [...new Set(marked.map((word) => asked.find((a) => word.includes(a)) ?? word))].filter(Boolean).slice(0, 8);
  }

  function link(address, title, excerpts) {
    const url = new URL(address, location);
    words(excerpts).forEach((word) => url.searchParams.append("highlight", word));
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
  status.textContent = `${count || "No"} page${count === 1 ? "" : "s"} with “${query}”${count ? "" : "; try fewer or shorter words"}.`;
  async function showMore() {
    const next = await Promise.all(results.splice(0, AT_ONCE).map((result) => result.data()));
    const items = next.map(show);
    list.append(...items);
    more.hidden = results.length === 0;
    return items[0];
  }
  more.addEventListener("click", async () => (await showMore()).querySelector("a").focus());
  await showMore();
})();
