"""The screenshots of the README: a lesson, and the roadmap of a reader who has begun. `make screenshots` after `make book`."""

import datetime
import sys
from pathlib import Path

from browser import chromium, served, watched_page
from helpers import HTML, ROOT

from lessonbook.model.book import read_lessons
from lessonbook.pages.palette import shrink

SIZE = {"width": 1200, "height": 860}  # CSS pixels; one image pixel each
LESSON = 15
SHOWN = 93  # the day under the pointer, with lines to what it needs
DONE = 3  # days, so that the roadmap shows what done, next and to read look like


def shoot(folder: Path, browser) -> list[Path]:
    """Write both images to `folder`; return their paths."""
    lessons = read_lessons(ROOT)
    lesson = next(one for one in lessons if one.day == LESSON)
    taken = []
    with (
        served(HTML) as address,
        watched_page(browser, viewport=SIZE, color_scheme="light") as (page, complaints),
    ):
        page.clock.set_fixed_time(datetime.datetime(2026, 11, 24, 20))  # a date in the buttons
        for name, docname in (("roadmap", "roadmap"), ("lesson", lesson.docname)):
            page.goto(f"{address}/{docname}.html")
            if name == "roadmap":
                for one in lessons[:DONE]:
                    page.get_by_label(f"D{one.day:02d} done").check()
                page.locator("#filters").evaluate("e => e.scrollIntoView({behavior: 'instant'})")
                page.locator(f"#map [data-node='{SHOWN}']").hover()
            page.evaluate("() => document.activeElement.blur()")
            page.evaluate("() => document.fonts.ready")
            taken.append(folder / f"readme_{name}.png")
            page.screenshot(path=taken[-1], animations="disabled")
            shrink(taken[-1])
        assert not complaints, complaints
    return taken


if __name__ == "__main__":
    with chromium() as chromium_browser:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "_static"
        print(*shoot(folder, chromium_browser), sep="\n")
