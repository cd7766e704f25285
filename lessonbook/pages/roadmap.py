"""Pages that show the hundred days: the roadmap, the tables of the phases, and the five phases as cards."""

from __future__ import annotations

from docutils import nodes

from lessonbook.pages.derived import (
    DerivedDirective,
    days_data,
    field,
    need_script,
    phase_field,
    render,
    uri,
)
from lessonbook.pages.lesson_header import day_link

STATES = {"next": "next", "open": "to read", "done": "done", "planned": "planned"}


def day_rows(app, docname: str, phase) -> list[dict]:
    """One entry per day of a phase, written or planned, as the templates show it."""
    rows = []
    for day in phase.titles:
        lesson = app.book.by_day.get(day)
        rows.append(
            {
                **day_link(app, docname, day),
                "minutes": lesson.minutes if lesson else None,
                "tags": lesson.tags if lesson else (),
                "needs": [day_link(app, docname, n) for n in sorted(lesson.needs)]
                if lesson
                else [],
            }
        )
    return rows


def phase_cards(app, docname: str) -> list[dict]:
    """The five phases with their size and how much of them is written."""
    return [
        {
            "number": phase.number,
            "title": phase.title,
            "promise": phase.promise.strip(),
            "href": uri(app, docname, phase.docname),
            "first": min(phase.titles),
            "last": max(phase.titles),
            "written": sum(day in app.book.by_day for day in phase.titles),
        }
        for phase in app.book.phases
    ]


class Roadmap(DerivedDirective):
    """All days in one section per phase; readable as it stands, made interactive by roadmap.js."""

    script = "roadmap.js"

    def derive(self):
        for script in ("filter.js", "path.js"):
            need_script(self.env, script)
        app, docname = self.env.app, self.env.docname
        tags = sorted({tag for lesson in app.book.lessons for tag in lesson.tags})
        titles = app.book.titles
        hrefs = {day: day_link(app, docname, day)["href"] for day in titles}
        data = days_data(app, docname)
        phases = app.book.phases
        controls = render(
            "roadmap.html",
            phases=phases,
            titles=titles,
            hrefs=hrefs,
            data=data,
            items="tr[data-day]",
            within="td:first-child, th, td.tags",
            one="day",
            many="days",
            total=len(titles),
            fields=[
                phase_field(app),
                field("tags", "Tag", ((tag, tag) for tag in tags)),
                field("minutes", "Length", ((n, f"up to {n} min") for n in (30, 40, 60))),
                field("state", "State", STATES.items()),
            ],
            minutes=sum(lesson.minutes for lesson in app.book.lessons),
        )
        out = [controls]
        for phase in app.book.phases:
            section = nodes.section("", ids=[f"phase-{phase.number}"], names=[])
            section += nodes.title("", phase.name)
            section += render("days.html", phase=phase, days=day_rows(app, docname, phase))
            out.append(section)
        return out


class PhaseDays(DerivedDirective):
    """The promise and the days of one phase; the argument is its number."""

    required_arguments = 1

    def derive(self):
        app, docname = self.env.app, self.env.docname
        phase = app.book.phases[int(self.arguments[0]) - 1]
        promise = nodes.paragraph("", phase.promise.strip())
        return [promise, render("days.html", phase=phase, days=day_rows(app, docname, phase))]


class PhaseList(DerivedDirective):
    """The five phases as cards."""

    def derive(self):
        return [render("phases.html", phases=phase_cards(self.env.app, self.env.docname))]


def setup(app):
    app.add_directive("roadmap", Roadmap)
    app.add_directive("phase-days", PhaseDays)
    app.add_directive("phase-list", PhaseList)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
