# Everything starts here: `make` lists the targets. Nothing has to be prepared but Python 3.11 or newer.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1
PIP_INSTALL := $(BIN)/python -m pip install -qq --require-hashes

# Stamps: what they depend on is installed in .venv.
RUNTIME := $(VENV)/.installed
TOOLS := $(VENV)/.tools-installed

.PHONY: help setup demo test check bench bench-judgement bench-messaging lock clean

help: ## list the targets
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24
	@echo "  ARGS=... is handed on, as in: make demo ARGS=--no-browse"

setup: $(RUNTIME) ## prepare .venv
	@echo "Ready: $(BIN)/monitor"

demo: $(RUNTIME) ## run the main job on five fictional clinics, then browse the result
	@$(BIN)/monitor demo $(ARGS)

test: $(TOOLS) ## run the tests, after installing what they need
	@tests/system/install.sh
	@$(BIN)/python -m pytest --numprocesses=2 --dist=loadgroup $(ARGS)

check: $(TOOLS) ## run the static checks: style, types, imports (all of them, whatever fails)
	@status=0; \
	$(BIN)/ruff check --quiet . || status=1; \
	$(BIN)/ruff format --check --quiet . || { status=1; echo "Not formatted; run: $(BIN)/ruff format"; }; \
	$(BIN)/mypy --no-error-summary || status=1; \
	$(BIN)/lint-imports --no-logo || status=1; \
	exit $$status

bench: $(RUNTIME) ## measure; one JSON object per line (ARGS=NAME runs one)
	@$(BIN)/python -m tests.benchmarks $(ARGS)

bench-judgement: $(RUNTIME) ## measure what is told and what is not, in scripted worlds and real page histories
	@nice -n 10 $(BIN)/python -m tests.benchmarks.judgement $(ARGS)

bench-messaging: $(RUNTIME) ## measure how well and how fast passages are classified
	@$(BIN)/python -m tests.benchmarks.messaging

# Options that could name an index are left out: the locks hold names, versions and hashes, no addresses.
PIP_COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --strip-extras \
	--allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options $(ARGS)

lock: $(TOOLS) ## write both lock files again (ARGS=--upgrade for newer releases)
	@$(PIP_COMPILE) --all-build-deps --constraint constraints.in --output-file requirements.txt pyproject.toml
	@$(PIP_COMPILE) --output-file requirements-dev.txt requirements-dev.in
	@echo "Wrote requirements.txt and requirements-dev.txt."

clean: ## remove .venv, caches and build output; workspaces stay
	@rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip itself is pinned in the lock, so that the first step below may replace the old one of a fresh .venv.
$(RUNTIME): requirements.txt pyproject.toml tests/system/venv.sh
	@tests/system/venv.sh $(VENV)
	@echo "Installing the pinned requirements ..."
	@$(PIP_INSTALL) --requirement requirements.txt
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
	@touch $@

$(TOOLS): $(RUNTIME) requirements-dev.txt
	@echo "Installing the pinned tools for tests and checks ..."
	@$(PIP_INSTALL) --requirement requirements.txt --requirement requirements-dev.txt
	@touch $@
