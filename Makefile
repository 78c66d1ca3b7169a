# On a machine with Python 3.11 or later: `make screen` sets everything up and screens the examples, `make test` sets up
# and runs all tests. Everything is installed into .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.PHONY: screen test training lint types walls check real-tools wheel bench compiled clean

screen: $(INSTALLED)
	$(BIN)/nietpluis screen examples/ -o out/ || test $$? -eq 1
	@echo "Open out/report.html in a browser."

test: $(INSTALLED)
	$(BIN)/python -m pytest

# torch without CUDA where the package index has such a build; set TORCH= for another.
TORCH ?= torch==2.13.0

training: $(INSTALLED)
	$(BIN)/python -m pip install --quiet "$(TORCH)"
	$(BIN)/python -m pip install --quiet --editable '.[dev,train]'
	$(BIN)/python -m pytest tests/training

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(INSTALLED)
	$(BIN)/mypy

walls: $(INSTALLED)
	$(BIN)/lint-imports

check: test training lint types walls

# Installs Label Studio, Potato and a brat reader into environments of their own (about 2 GB, the first time only) and
# exchanges notes with them, on the loopback address. Screenshots are in out/real-tools/.
REAL_TOOLS ?= $(HOME)/.cache/nietpluis/real-tools

real-tools: $(INSTALLED)
	NIETPLUIS_REAL_TOOLS=$(REAL_TOOLS) $(BIN)/python -m pytest -v tests/real_tools

wheel: $(INSTALLED)
	$(BIN)/python -m build --wheel

bench: $(INSTALLED)
	$(BIN)/nietpluis bench

compiled: $(INSTALLED)
	$(BIN)/python -m pipeline.lexicon.compiled

$(INSTALLED): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) out build dist
