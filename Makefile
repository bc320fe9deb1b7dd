# Everything from a bare machine with Python 3.11 or newer, make and git:
#   make demo    sets up and runs the main job        make test   sets up and runs the tests
# `make help` lists the rest. PYTHON names the interpreter, VENV the folder of the environment.

SHELL := /bin/sh
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
UV ?= .uv/bin/uv
TORCH ?= torch==2.13.0+cpu
TFP ?= distrax tfp-nightly
WORKERS ?= 2

BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest
RULES := pyproject.toml constraints.txt
# Files that import what the default environment leaves out, or answer to every name.
NO_DOCTEST := $(foreach name,jax torch spark,--ignore-glob='*/$(name).py')
HAS_TEST = grep -rqE "mark\.$(1)\b" tests --include='*.py'

.PHONY: help install demo test test-quick test-all test-slow test-browser test-spark test-torch test-tfp \
	lint format bench docs lock clean

help:
	@echo "install demo test test-all lint format bench docs lock clean"
	@echo "test-slow test-browser test-spark test-torch test-tfp: the parts of test-all"

# --- Environments --------------------------------------------------------------------------------
# A stamp in the environment says what was installed; newer rules make it stale.

# uv is a convenience: where it cannot be had, pip does the same job more slowly.
.uv/tried:
	@test -n "$(PYTHON)" || { echo "kullback needs Python 3.11 or newer; set PYTHON=..." >&2; exit 2; }
	@{ $(PYTHON) -m venv .uv && .uv/bin/python -m pip install --quiet uv; } \
		|| echo "uv cannot be had here; using venv and pip"
	@mkdir -p .uv && touch $@

$(BIN)/python: | .uv/tried
	@$(UV) venv --quiet --allow-existing --python "$(PYTHON)" $(VENV) || $(PYTHON) -m venv $(VENV)

# $(call install,EXTRAS): this project, editable, with the extras, at the pinned versions.
define install
	@echo "Installing kullback[$(1)] into $(VENV)"
	@$(UV) pip install --quiet --python $(BIN)/python -c constraints.txt -e '.[$(1)]' || { \
		echo "uv did not manage; using pip" && $(PYTHON) -m venv $(VENV) && \
		$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[$(1)]'; }
	@touch $@
endef

$(VENV)/.ready-demo: $(RULES) | $(BIN)/python
	$(call install,cli,data,report)
$(VENV)/.ready-lint: $(RULES) | $(BIN)/python
	$(call install,lint)
$(VENV)/.ready-docs: $(RULES) | $(BIN)/python
	$(call install,docs)
$(VENV)/.ready-spark: $(RULES) | $(BIN)/python
	$(call install,spark,test)

install: $(VENV)/.ready-lint

demo: $(VENV)/.ready-demo
	@$(BIN)/kullback demo

# --- Tests ---------------------------------------------------------------------------------------

test: $(VENV)/.ready-lint
	$(PYTEST) -q -n $(WORKERS) tests
	$(PYTEST) -q --doctest-modules --doctest-glob=README.md $(NO_DOCTEST) src README.md

test-all: test-slow test-browser test-spark test-torch test-tfp

test-slow test-browser: test-%: $(VENV)/.ready-lint
	@if $(call HAS_TEST,$*); then set -x; $(PYTEST) -q -n $(WORKERS) -m $* tests; \
	else echo "$@: no test is marked '$*' yet"; fi

test-spark:
	@if $(call HAS_TEST,spark); then $(MAKE) --no-print-directory $(VENV)/.ready-spark && \
		{ set -x; $(PYTEST) -q -m spark tests; }; \
	else echo "$@: no test is marked 'spark' yet"; fi

# torch has its own environment, and plain pip so that a CPU build lying on the machine is found.
# `+cpu` matches no CUDA build, which would be a download of gigabytes: where only that is to be
# had, there is nothing to install and the suite is skipped. TORCH names another requirement.
test-torch:
	@if ! $(call HAS_TEST,torch); then echo "$@: no test is marked 'torch' yet"; \
	elif ! $(MAKE) --no-print-directory -s .venv-torch/.has-torch; then \
		echo "$@: skipped, since '$(TORCH)' cannot be installed here (TORCH=... names another)"; \
	else set -ex; $(MAKE) --no-print-directory .venv-torch/.ready; \
		.venv-torch/bin/python -m pytest -q -m torch tests; fi

.venv-torch/.has-torch: | .uv/tried
	@$(PYTHON) -m venv .venv-torch
	@.venv-torch/bin/python -m pip install --quiet '$(TORCH)'
	@touch $@

.venv-torch/.ready: $(RULES) | .venv-torch/.has-torch
	@.venv-torch/bin/python -m pip install --quiet -c constraints.txt '$(TORCH)' -e '.[test]'
	@touch $@

# TFP and distrax need each other's latest, and TFP a nightly build beside a current JAX: an environment
# of their own, outside the pins, skipped where it cannot be had.
test-tfp:
	@if ! $(call HAS_TEST,tfp); then echo "$@: no test is marked 'tfp' yet"; \
	elif ! $(MAKE) --no-print-directory -s .venv-tfp/.has-tfp; then \
		echo "$@: skipped, since '$(TFP)' cannot be installed here (TFP=... names another)"; \
	else set -ex; $(MAKE) --no-print-directory .venv-tfp/.ready; \
		.venv-tfp/bin/python -m pytest -q -m tfp tests/adapters/test_tfp.py; fi

.venv-tfp/.has-tfp: | .uv/tried
	@$(PYTHON) -m venv .venv-tfp
	@.venv-tfp/bin/python -m pip install --quiet $(TFP)
	@touch $@

.venv-tfp/.ready: $(RULES) | .venv-tfp/.has-tfp
	@.venv-tfp/bin/python -m pip install --quiet -e . pytest hypothesis mpmath
	@touch $@

# --- Checks, numbers and pages -------------------------------------------------------------------

lint: $(VENV)/.ready-lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(PYTEST) -q tests/test_architecture.py

format: $(VENV)/.ready-lint
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.ready-lint
	$(BIN)/python -m benchmarks

docs: $(VENV)/.ready-docs
	@rm -rf docs/generated  # a page of a name that is gone would be built again
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

# New exact versions, the same on every Python we support where that is possible.
lock: | .uv/tried
	$(UV) pip compile --upgrade --universal --python-version 3.11 --fork-strategy fewest \
		--no-annotate --no-emit-index-url --custom-compile-command "make lock" \
		--extra docs --extra jax --extra lint --extra practice --extra sklearn --extra spark \
		--output-file constraints.txt pyproject.toml

clean:
	rm -rf .venv .venv-tfp .venv-torch .uv build dist docs/_build docs/generated kullback-demo \
		.pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
