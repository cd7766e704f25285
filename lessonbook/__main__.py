"""The command line: `python -m lessonbook COMMAND`, for the book in the current folder or at --root."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path


def chosen(lessons, day: int | None):
    """All lessons, or the one of `day`. Exits with a message if there is none."""
    found = [lesson for lesson in lessons if day in (None, lesson.day)]
    if day is not None and not found:
        print(f"There is no lesson for day {day} yet.", file=sys.stderr)
        sys.exit(2)
    return found


def build(args) -> int:
    from lessonbook.building.build import build, show

    status = build(args.root, args.workers, args.fresh)
    if status == 0 and args.show is not None:
        show(args.root, args.show)
    return status


def check(args) -> int:
    from lessonbook.checking.cells import old_form
    from lessonbook.checking.lint import check_code, check_spelling
    from lessonbook.checking.readme import check_count
    from lessonbook.checking.structure import check_structure
    from lessonbook.model.book import read_lessons

    lessons = chosen(read_lessons(args.root), args.day)
    errors = check_structure(lessons, args.root) + check_code(lessons, args.root)
    if args.day is None:
        errors += check_spelling(args.root) + check_count(lessons, args.root)
    for warning in old_form(lessons, args.root):
        print(warning)
    for error in errors:
        print(f"ERROR {error}", file=sys.stderr)
    print(f"{len(lessons)} lessons checked, {len(errors)} findings")
    return 1 if errors else 0


def format(args) -> int:
    from lessonbook.checking.lint import format_lessons
    from lessonbook.checking.readme import correct_count
    from lessonbook.model.book import read_lessons

    lessons = read_lessons(args.root)
    format_lessons(chosen(lessons, args.day), args.root)
    correct_count(lessons, args.root)
    return 0


def execute(args) -> int:
    from lessonbook.model.book import read_lessons
    from lessonbook.running.execute import execute, report

    lessons = chosen(read_lessons(args.root), args.day)
    return report(execute(lessons, args.workers, args.root, force=args.day is not None))


def bench(args) -> int:
    from lessonbook.building.bench import bench

    bench(args.root, args.days)
    return 0


def synthetic(args) -> int:
    from lessonbook.building.synthetic import write_book

    write_book(args.dest, list(range(1, args.days + 1)), args.heavy, root=args.root)
    return 0


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m lessonbook", description=__doc__)
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the book's folder")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(function, help):
        sub = commands.add_parser(function.__name__, help=help, description=help)
        sub.set_defaults(run=function)
        return sub

    def add_day(sub, help):
        sub.add_argument("--day", type=int, help=help)

    def add_workers(sub):
        sub.add_argument(
            "-j", "--workers", type=int, default=os.cpu_count(), help="lessons at a time"
        )

    sub = command(build, "check, execute what changed, render and publish the book")
    sub.add_argument("--fresh", action="store_true", help="render every page again")
    sub.add_argument("--show", type=int, metavar="DAY", help="say where this day's page is")
    add_workers(sub)
    sub = command(check, "structure, lint, format and spelling of the lessons")
    add_day(sub, "only this day's lesson")
    sub = command(format, "rewrite lessons as JupyterLab saves them, code formatted")
    add_day(sub, "only this day's lesson")
    sub = command(execute, "execute lessons into the cache")
    add_day(sub, "only this day, even if it is in the cache")
    add_workers(sub)
    sub = command(bench, "time the pipeline on synthetic books")
    sub.add_argument("--days", type=int, nargs="+", default=[10, 50, 100])
    sub = command(synthetic, "write a synthetic book")
    sub.add_argument("dest", type=Path)
    sub.add_argument("--days", type=int, default=10, help="lessons, from day 1")
    sub.add_argument("--heavy", action="store_true", help="with torch and scikit-learn imports")
    args = parser.parse_args()
    args.root = args.root.resolve()
    return args


def main() -> int:
    from lessonbook.model.lesson import LessonError

    args = parse()
    try:
        return args.run(args)
    except LessonError as error:
        print(f"\nERROR {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
