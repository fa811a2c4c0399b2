# Two commands for a fresh machine with Python, git and Node: make demo, make test.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
RUN = $(BIN)/python -m
FLOOR ?= 90
MUTANTS ?= 40
FAST ?= tests/change tests/sql tests/rules tests/report tests/test_cli.py tests/test_config.py

.PHONY: demo test lint types bench npm

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(RUN) pip install --quiet --upgrade "pip>=25.1"
	$(RUN) pip install --quiet --editable . --group dev
	touch $@

demo: $(VENV)/installed
	$(BIN)/forge-migrations demo

test: $(VENV)/installed
	$(RUN) pytest --numprocesses auto

lint: $(VENV)/installed
	$(RUN) ruff check .
	$(RUN) ruff format --check .

types: $(VENV)/installed
	$(RUN) mypy
	$(RUN) mypy --platform darwin
	$(RUN) mypy --platform win32 --no-warn-unreachable
	$(RUN) mypy --explicit-package-bases tests benchmarks

# Branches of what judges: sql/, rules/ and checks/. The floor only rises.
coverage: $(VENV)/installed
	$(RUN) pytest --numprocesses auto --cov --cov-report=term-missing --cov-fail-under=$(FLOOR)

# Negated conditions of sql/, rules/ and checks/, sampled: a test has to fail for each.
mutants: $(VENV)/installed
	$(RUN) tests.mutants $(MUTANTS)

# The oldest versions that pyproject.toml allows, and the tests that need neither Node nor a server.
lowest:
	uv venv --quiet --clear --python $(PYTHON) .venv-lowest
	uv pip install --quiet --python .venv-lowest --resolution lowest-direct --editable . --group test
	.venv-lowest/bin/python -m pytest --numprocesses auto $(FAST)

bench: $(VENV)/installed
	$(RUN) benchmarks

npm: $(VENV)/installed
	PATH="$(CURDIR)/$(BIN):$$PATH" $(RUN) npm.build
