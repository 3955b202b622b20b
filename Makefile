# Each target sets up .venv by itself; nothing else needs to be installed but Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
CHROMIUM ?= $(firstword $(shell command -v chromium chromium-browser google-chrome 2>/dev/null))
export CHROMIUM
PANGO := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
apt = if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq $(1) >/dev/null; \
    else sudo -n apt-get update -qq && sudo -n apt-get install -y -qq $(1) >/dev/null; fi
NIGHTS ?= build/nights

.PHONY: demo test chromium pango lint bench clean
.DEFAULT_GOAL := demo

demo: $(STAMP)  ## match a bundled night of the state: read, validate, match, check, print
	@$(BIN)/socopt demo

test: $(STAMP) chromium pango  ## all tests, warnings as errors, branch coverage
	@$(BIN)/python -m pytest -q -n 2 --dist worksteal --cov --cov-report=term --no-cov-on-fail

chromium:  ## the browser that the tests of the morning report need; CHROMIUM=/path/to/one names another
	@test -n "$(CHROMIUM)" || { echo "installing Chromium, which the tests of the morning report open" >&2; $(call apt,chromium); } || { \
	    echo "Chromium is missing and may not be installed from here. On Debian: sudo apt-get install chromium." \
	         "Elsewhere: make test CHROMIUM=/path/to/chromium" >&2; exit 1; }

pango: $(STAMP)  ## the text layout that reports on paper rest on
	@$(BIN)/python -W error -c 'import weasyprint' 2>/dev/null || { \
	    echo "installing Pango, which lays out reports on paper" >&2; $(call apt,$(PANGO)); } || { \
	    echo "Pango is missing and may not be installed from here. On Debian: sudo apt-get install $(PANGO)" >&2; exit 1; }

lint: $(STAMP)  ## style, types, layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --strict socopt
	@$(BIN)/lint-imports --no-cache

bench: $(STAMP)  ## measured speed and memory, nights against peers, what ingredients are worth (hours; goes on where it was)
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks nights run $(NIGHTS)
	@$(BIN)/python -m benchmarks nights run $(NIGHTS) --growth --solvers flow socopt --seconds 1200
	@$(BIN)/python -m benchmarks nights table $(NIGHTS) --svg $(NIGHTS)/growth.svg
	@$(BIN)/python -m benchmarks ablation $(NIGHTS)/night-20?.npz --seconds 60

clean:
	rm -rf $(VENV) build dist out htmlcov .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "socopt needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)." \
	         "Try: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "Python has no venv here. On Debian and Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	@echo "setting up $(VENV) (once; about a minute)" >&2
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test,lint]'
	@touch $@
