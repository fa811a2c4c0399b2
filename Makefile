# Two commands for a fresh machine with Python, git and Node: make demo, make test.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
RUN = $(BIN)/python -m
FLOOR ?= 94
MUTANTS ?= 40
FAST ?= tests/change tests/sql tests/rules tests/report tests/test_cli.py tests/test_config.py

.PHONY: demo demo-rollout test lint types coverage mutants lowest bench npm vscode docs dist release-check try-install

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(RUN) pip install --quiet --upgrade "pip>=25.1"
	$(RUN) pip install --quiet --editable . --group dev
	touch $@

demo: $(VENV)/installed
	$(BIN)/forge-migrations demo

# A migration rolled out while two releases read and write, on servers of its own: a minute and a half.
demo-rollout: $(VENV)/installed
	$(RUN) tests.rollout

test: $(VENV)/installed
	$(RUN) pytest --numprocesses auto

lint: $(VENV)/installed
	$(RUN) ruff check .
	$(RUN) ruff format --check .

types: $(VENV)/installed
	$(RUN) mypy
	$(RUN) mypy --platform darwin
	$(RUN) mypy --platform win32 --no-warn-unreachable
	$(RUN) mypy --explicit-package-bases tests benchmarks npm release

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
	$(RUN) pip install --quiet --upgrade --group bench
	$(RUN) benchmarks

npm: $(VENV)/installed
	PATH="$(CURDIR)/$(BIN):$$PATH" $(RUN) npm.build

# The extension for VS Code: compiled, tested without VS Code (the server alone is real), packed in dist/vscode.
vscode: $(VENV)/installed
	@command -v npm >/dev/null || { echo "make vscode: skipped, as npm is not on the PATH: install Node.js"; exit 0; }; \
	mkdir -p dist/vscode && cd editors/vscode && npm ci --no-audit --no-fund && npm test && \
	npm run package -- --out ../../dist/vscode/

# The documentation's site, in dist/docs; a warning is an error, a dead link is a warning.
docs: $(VENV)/installed
	$(RUN) pip install --quiet --group docs
	$(RUN) sphinx --fail-on-warning --keep-going --quiet --builder dirhtml docs dist/docs

# What a release would publish, made and checked here.
dist: $(VENV)/installed
	$(RUN) build --quiet --outdir dist/python
	$(RUN) twine check --strict dist/python/*

# Every step of a release that can run before its tag is pushed.
TAG ?=
release-check: $(VENV)/installed
	$(RUN) release.check $(TAG)

# Each way to install, typed in a clean project with the tools' real versions.
try-install: $(VENV)/installed
	PATH="$(CURDIR)/$(BIN):$$PATH" $(RUN) release.try_install
