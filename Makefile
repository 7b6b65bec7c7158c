# The tasks of a developer's day. Everything runs in .venv, which `make venv` makes.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: venv format lint types test bench schema check wheel docs screenshots pins audit sbom release

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

# The pictures of the site in docs/pictures, taken in a browser; look at them before they are committed.
screenshots:
	$(BIN)/python docs/screenshots.py

# The exact files, by hash, of all that the continuous integration installs. Run it to move to newer ones.
PIN = .release/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command 'make pins' --upgrade
pins: .release/bin/uv
	$(PIN) pyproject.toml --output-file .ci/pins/run.txt
	$(PIN) pyproject.toml .ci/pins/build.in --extra dev --constraint .ci/pins/run.txt --output-file .ci/pins/dev.txt
	$(PIN) pyproject.toml --extra spark --constraint .ci/pins/dev.txt --output-file .ci/pins/spark.txt
	$(PIN) pyproject.toml --extra browser --constraint .ci/pins/dev.txt --output-file .ci/pins/browser.txt
	$(PIN) pyproject.toml --extra release --constraint .ci/pins/run.txt --output-file .ci/pins/release.txt

.release/bin/uv:
	$(PYTHON) -m venv .release
	.release/bin/pip install --quiet --require-hashes --requirement .ci/pins/release.txt

# Known weaknesses in anything that is installed with the program, or that builds and tests it.
audit: .release/bin/uv
	for pins in .ci/pins/*.txt; do \
	  .release/bin/pip-audit --strict --require-hashes --disable-pip --requirement $$pins || exit 1; \
	done

# The bill of materials of the wheel, as CycloneDX: exactly what is installed where only the pins are.
sbom: wheel .release/bin/uv
	rm -rf .sbom && $(PYTHON) -m venv --without-pip .sbom
	.release/bin/pip --python .sbom/bin/python install --quiet --require-hashes --requirement .ci/pins/run.txt
	.release/bin/pip --python .sbom/bin/python install --quiet --no-deps dist/probiocheck-*.whl
	.release/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --gather-license-texts \
	  --output-file dist/probiocheck.cdx.json .sbom/bin/python

# All that a release consists of, in dist/; stops where anything is not as it should be.
release:
	rm -rf dist
	.ci/run
	$(MAKE) audit sbom
	$(BIN)/python -m hatchling build --target sdist
	cd dist && sha256sum * > SHA256SUMS
