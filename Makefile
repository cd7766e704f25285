# The book in two commands: `make book` builds it, `make test` proves it. Everything is installed into .venv on the way.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DAY    ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help book test lesson check format lab bench screenshots lock clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

book: $(VENV)/book.stamp  ## execute the lessons that changed and build _build/html
	$(BIN)/python -m lessonbook build

test: $(VENV)/test.stamp  ## build, then prove it: every lesson against its published outputs, and the book itself (DAY=3: one lesson)
	$(BIN)/python -m lessonbook build
ifeq ($(DAY),)
	$(BIN)/python -m pytest -n logical
else
	$(BIN)/python -m lessonbook check --day $(DAY)
	$(BIN)/python -m pytest phase?/day_$$(printf '%03d' $(DAY))_*.md tests/pages/test_site.py -k "day_$$(printf '%03d' $(DAY)) or D$$(printf '%02d' $(DAY))"
endif

lesson: $(VENV)/test.stamp  ## DAY=15: execute one lesson, check it, build its page and say where it is
	@test -n "$(DAY)" || { echo "Say which: make lesson DAY=15" >&2; exit 2; }
	$(BIN)/python -m lessonbook check --day $(DAY)
	$(BIN)/python -m lessonbook execute --day $(DAY)
	$(BIN)/python -m lessonbook build --show $(DAY)

check: $(VENV)/test.stamp  ## structure, lint, format and spelling of the sources, without running them (DAY=3: one lesson)
	$(BIN)/python -m lessonbook check $(if $(DAY),--day $(DAY))
	$(BIN)/python -m ruff check . && $(BIN)/python -m ruff format --check .

format: $(VENV)/test.stamp  ## format the code, in the lessons too
	$(BIN)/python -m ruff check --fix . ; $(BIN)/python -m ruff format .
	$(BIN)/python -m lessonbook format

lab: $(VENV)/book.stamp  ## open JupyterLab, where lessons are notebooks
	JUPYTER_CONFIG_DIR=$(CURDIR)/.jupyter $(BIN)/jupyter lab $(LAB_ARGS)

bench: $(VENV)/test.stamp  ## time the pipeline on synthetic books of 10, 50 and 100 lessons
	$(BIN)/python -m lessonbook bench

screenshots: $(VENV)/test.stamp  ## take the pictures of the README anew, from the built book
	$(BIN)/python -m lessonbook build
	PYTHONPATH=. $(BIN)/python tests/screenshots.py

lock: $(VENV)/test.stamp  ## compile requirements.in to fully pinned requirements.txt (UPGRADE=1: to the newest versions)
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) tests/requirements.in -o tests/requirements.txt

clean:  ## remove what was built (the environment stays)
	rm -rf _build

$(VENV)/book.stamp: requirements.txt lessonbook/building/install.py
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "python3 -m venv failed; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(BIN)/python lessonbook/building/install.py requirements.txt
	@touch $@

$(VENV)/test.stamp: tests/requirements.txt $(VENV)/book.stamp
	$(BIN)/python lessonbook/building/install.py tests/requirements.txt
	@touch $@
