# Each target sets up .venv by itself; nothing else needs to be installed but Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
NIGHTS ?= build/nights

.PHONY: demo test lint bench clean
.DEFAULT_GOAL := demo

demo: $(STAMP)  ## match a bundled night of the state: read, validate, match, check, print
	@$(BIN)/socopt demo

test: $(STAMP)  ## all tests, warnings as errors, branch coverage
	@$(BIN)/python -m pytest -q -n 2 --cov --cov-report=term --no-cov-on-fail

lint: $(STAMP)  ## style, types, layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --strict socopt
	@$(BIN)/lint-imports --no-cache

bench: $(STAMP)  ## measured speed and memory, then nights against peers (hours; goes on where it was stopped)
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks nights run $(NIGHTS)
	@$(BIN)/python -m benchmarks nights run $(NIGHTS) --growth --solvers flow socopt --seconds 1200
	@$(BIN)/python -m benchmarks nights table $(NIGHTS) --svg $(NIGHTS)/growth.svg

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
