# The two commands: `make run` sets up and does the main job, `make test` sets up and passes every check.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SAMPLE := samples/northwind-as-is.yaml

.PHONY: help run test setup setup-dev check types imports unit bench golden images tour reference desktop clean

help:            ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */: /'

run: setup       ## draw and report the Northwind sample into out/, then open the window on it
	@mkdir -p out
	$(BIN)/d365arch export $(SAMPLE) -o out/northwind.svg --force
	$(BIN)/d365arch report $(SAMPLE) -o out/northwind.html --force
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then \
	  exec $(BIN)/d365arch $(SAMPLE); \
	else echo "No display here, so the window stays closed; open out/northwind.svg and out/northwind.html."; fi

test: setup-dev check imports types unit    ## every check, as CI runs it

setup:
	@$(PYTHON) packaging/set_up.py --venv $(VENV)

setup-dev:
	@$(PYTHON) packaging/set_up.py --venv $(VENV) --dev

check: setup-dev     ## style (ruff)
	$(BIN)/ruff check .

imports: setup-dev   ## floors of the house (import-linter)
	$(BIN)/lint-imports --no-logo

types: setup-dev     ## types (mypy, strict)
	$(BIN)/mypy

unit: setup-dev      ## tests (pytest, Qt offscreen)
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest -q -n 2 --dist worksteal

bench: setup-dev     ## speed, printed and never asserted
	QT_QPA_PLATFORM=offscreen $(BIN)/python tests/benchmarks/run.py

golden: setup-dev    ## accept new golden pictures; look at the difference before you commit it
	QT_QPA_PLATFORM=offscreen D365ARCH_ACCEPT=1 $(BIN)/pytest -q tests/render

images: setup-dev    ## take the README's screenshots anew
	QT_QPA_PLATFORM=offscreen $(BIN)/python packaging/make_screenshots.py

tour: setup-dev      ## play the tour by mouse and keys; docs/tour.md and its pictures anew
	$(BIN)/python packaging/make_tour.py

reference: setup-dev ## write docs/reference and docs/expected-findings.md anew
	$(BIN)/python packaging/make_reference.py
	$(BIN)/python packaging/make_expected.py

desktop: setup-dev   ## the program as a folder for this system, in dist/, tried once
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[desktop]'
	$(BIN)/python packaging/make_desktop.py
	$(BIN)/python packaging/try_desktop.py

clean:           ## remove what was made
	rm -rf $(VENV) out build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
