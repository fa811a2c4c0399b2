# Two commands for a fresh machine with Python, git and Node: make demo, make test.
PYTHON ?= python3
VENV ?= .venv
RUN = $(VENV)/bin/python -m

.PHONY: demo test lint types bench npm

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(RUN) pip install --quiet --upgrade "pip>=25.1"
	$(RUN) pip install --quiet --editable . --group dev
	touch $@

demo: $(VENV)/installed
	$(VENV)/bin/forge-migrations demo

test: $(VENV)/installed
	$(RUN) pytest --numprocesses auto

lint: $(VENV)/installed
	$(RUN) ruff check .
	$(RUN) ruff format --check .

types: $(VENV)/installed
	$(RUN) mypy

bench: $(VENV)/installed
	$(RUN) benchmarks

npm: $(VENV)/installed
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(RUN) npm.build
