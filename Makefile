# The whole set-up: each target makes its own .venv. `make demo` needs no LibreOffice.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet -c constraints.txt
OUT ?= xl-beregner-demo

.PHONY: help demo test prove check bench workbooks sbom clean

help:
	@echo "make demo       one workbook for every example school, in $(OUT)/"
	@echo "make test       all quick tests (an absent LibreOffice or Chromium is a named skip)"
	@echo "make prove      the slow proofs: LibreOffice, Chromium, faults, simulations (a skip is a failure)"
	@echo "make check      ruff, mypy, import rules"
	@echo "make bench      times against other fillers, readers, solvers and servers"
	@echo "make workbooks  build the standard templates again"
	@echo "make sbom       dist/xl-beregner.cdx.json: every package needed, with version and licence"

demo: $(VENV)/run
	@$(BIN)/xl-beregner demo --out $(OUT)

test: $(VENV)/dev
	$(BIN)/python -m pytest -n auto -q -rs

prove: check
	XL_BEREGNER_PROVE=1 $(BIN)/python -m pytest -n auto --dist loadgroup -q -rs -m prove
	$(BIN)/python -m pytest -q -n auto tests/unit/measures tests/unit/cells tests/contract tests/reference \
		--cov=xl_beregner.measures --cov=xl_beregner.cells --cov=xl_beregner.catalog --cov-branch \
		--cov-report=term-missing --cov-fail-under=100

check: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/dev
	$(BIN)/python benchmarks/fill.py
	$(BIN)/python benchmarks/scale.py
	$(BIN)/python benchmarks/growth.py
	$(BIN)/python benchmarks/evaluate.py
	$(BIN)/python benchmarks/addin.py
	$(BIN)/python benchmarks/collect.py

workbooks: $(VENV)/dev
	$(BIN)/python -m workbooks.build

sbom: $(VENV)/dev
	@mkdir -p dist
	@$(BIN)/python -m docs.build.sbom > dist/xl-beregner.cdx.json
	@echo dist/xl-beregner.cdx.json

$(BIN)/python:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" \
		|| { echo "xl_beregner kræver Python 3.11 eller nyere (fandt: $$($(PYTHON) --version 2>&1))."; exit 1; }
	@$(PYTHON) -c "import venv, ensurepip" 2>/dev/null \
		|| { echo "Python mangler venv. På Debian og Ubuntu: sudo apt install python3-venv. Kør derefter kommandoen igen."; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installerer (første gang ca. et minut) ..."
	@$(PIP) -e . && touch $@

$(VENV)/dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installerer med testværktøjer (første gang et par minutter) ..."
	@$(PIP) -e ".[dev]" && touch $@ $(VENV)/run

clean:
	rm -rf $(VENV) xl-beregner-demo .pytest_cache .mypy_cache .ruff_cache .hypothesis
