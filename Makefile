# The tasks of a developer's day. Everything runs in .venv, which `make venv` makes.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: venv format lint types test bench schema check wheel docs

venv:
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --editable '.[dev]'

format:
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types:
	$(BIN)/mypy

test:
	$(BIN)/python -m pytest -n auto --dist loadfile

check:
	$(BIN)/probiocheck data check

# The JSON Schemas, generated from the model; a test fails while they are not current.
schema:
	$(BIN)/python -c "from pathlib import Path; from probiocheck.knowledge import schema; \
	[(Path('schema') / name).write_text(text, encoding='utf-8') for name, text in schema.files().items()]"

wheel:
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

# Speed, of an installed wheel in an environment of its own, beside other tools; takes a quarter of an hour.
bench: wheel
	rm -rf .bench && $(PYTHON) -m venv .bench
	.bench/bin/pip install --quiet dist/probiocheck-*.whl yamllint bandit civicpy
	.bench/bin/python benchmarks/run.py --write benchmarks/RESULTS.md

# What the documentation shows of the program and the data; a test fails while it is not current.
docs:
	$(BIN)/python docs/generate.py
