"""A real headless Chromium for the tests: pages served on loopback, every other host refused and written down."""

from __future__ import annotations

import http.server
import shutil
import threading
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
# axe-core 4.14.1 (MPL 2.0) as published on npm; what PyPI offers carries older rules.
AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf8")
FLAGS = [
    "--no-sandbox",  # tests run as root in containers
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@contextmanager
def served(folder: Path):
    """Serve a folder on 127.0.0.1; yield its address without a trailing slash."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(QuietHandler, directory=str(folder))
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


@contextmanager
def chromium():
    """A headless browser of the system's own Chromium."""
    if CHROMIUM is None:
        raise RuntimeError("these tests need Chromium: on Debian, `apt-get install chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def watched_page(browser, **context_options):
    """A page in a fresh profile that reaches only loopback.

    Yields (page, complaints): `complaints` collects requests to other hosts, failed requests, console errors and uncaught
    exceptions, as text.
    """
    context = browser.new_context(**context_options)
    complaints: list[str] = []

    def gate(route):
        url = route.request.url
        if url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            route.continue_()
        else:
            complaints.append(f"request to another host: {url}")
            route.abort()

    context.route("**/*", gate)
    page = context.new_page()
    page.on("console", lambda m: m.type == "error" and complaints.append(f"console: {m.text}"))
    page.on("pageerror", lambda e: complaints.append(f"exception: {e}"))
    page.on(
        "response",
        lambda r: r.status >= 400 and complaints.append(f"{r.status}: {r.url}"),
    )
    try:
        yield page, complaints
    finally:
        context.close()


COLOUR_RULES = ["color-contrast", "link-in-text-block"]  # what a page in the dark can break


def axe(page, rules: list[str] | None = None) -> list[str]:
    """axe-core's violations on the page as it stands: "rule (impact): first offending node". `rules`: only these."""
    only = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
    page.evaluate(AXE)
    results = page.evaluate("o => axe.run(o)", {"resultTypes": ["violations"], **only})
    return [
        f"{v['id']} ({v['impact']}): {len(v['nodes'])} nodes, first {v['nodes'][0]['html'][:160]}"
        for v in results["violations"]
    ]
