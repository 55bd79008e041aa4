# make run          the published figures and their numbers, from a fresh checkout
# make test         style, types, architecture and tests, but for the slowest: 20 minutes on two cores
# make test-all     these as well, and the documentation, with CLASS, CAMB, primat and Cobaya, which need a C compiler
# make test-oldest  the tests with the oldest packages that pyproject.toml allows, which exist for Python 3.11 only
# make docs         the documentation, with every example in it run: docs/_build/html/index.html
# make bench        timings, added to benchmarks/results/history.csv
# make fuzz         inputs made to break the package: five minutes
# make mutants      faults put in on purpose, and whether tests notice: hours, but it can be stopped and goes on
# make clean        remove everything made here
#
# Needs make, Python 3.11 or newer and a package index that pip can reach.

VENV := .venv
BIN := $(VENV)/bin
OLDEST := .venv-oldest
OUT ?= reproduced

find_python = for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done
PYTHON ?= $(shell $(find_python))

.PHONY: run test test-all test-oldest docs bench fuzz mutants clean
.DELETE_ON_ERROR:

run: $(VENV)/.run-stamp
	$(BIN)/reheaton reproduce -o $(OUT)
	@echo "Pictures (PNG, PDF) and numbers (CSV) are under $(OUT)/."

test: $(VENV)/.dev-stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/basedpyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 --dist loadfile -m "not slow"

test-all: test $(VENV)/.codes-stamp
	$(BIN)/pytest -n 2 --dist loadfile -m slow

docs: $(VENV)/.codes-stamp
	$(BIN)/python -m sphinx -W --keep-going -b html docs docs/_build/html
	@echo "The first page is docs/_build/html/index.html."

fuzz: $(VENV)/.dev-stamp
	$(BIN)/python tools/fuzz.py

mutants: $(VENV)/.dev-stamp
	$(BIN)/python tools/mutants.py

# Old packages use what newer ones beneath them call deprecated; what we use that is deprecated, make test finds. A cache
# of its own, so that no table made with newer packages is taken from there.
# Two runs, as what is compiled stays in memory until a run ends.
TEST_OLDEST = REHEATON_CACHE_DIR=$(abspath $(OLDEST))/cache $(OLDEST)/bin/pytest -n 2 -W ignore::DeprecationWarning -W ignore::PendingDeprecationWarning
test-oldest: $(OLDEST)/.stamp
	$(TEST_OLDEST) -m "not slow"
	$(TEST_OLDEST) -m slow

bench: $(VENV)/.dev-stamp
	@set -e; for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script --store; done

clean:
	rm -rf $(VENV) $(OLDEST) $(OUT) mutants.jsonl mutants.kernels build dist
	rm -rf docs/_build docs/papers docs/reference/functions.md docs/reference/speed_history.md
	rm -rf .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python $(OLDEST)/bin/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer found: name one with make PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "$(PYTHON) is older than Python 3.11: name a newer one with make PYTHON=..."; exit 1; }
	$(PYTHON) -m venv $(@:/bin/python=)

# Installed in place, so that only a changed pyproject.toml asks for another installation.
$(VENV)/.run-stamp: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.dev-stamp: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/.run-stamp

$(VENV)/.codes-stamp: $(VENV)/.dev-stamp
	$(BIN)/python -m pip install --quiet --editable '.[dev,codes,docs]'
	@touch $@

$(OLDEST)/.stamp: pyproject.toml tools/floors.py | $(OLDEST)/bin/python
	$(OLDEST)/bin/python tools/floors.py > $(OLDEST)/floors.txt
	$(OLDEST)/bin/python -m pip install --quiet --requirement $(OLDEST)/floors.txt --editable .
	@touch $@
