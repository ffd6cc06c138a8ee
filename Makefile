# Two commands for a newcomer: `make run` and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8000
export REGINTEL_HOME ?= regintel-home

.DEFAULT_GOAL := help
.PHONY: help run test check check-models test-es format

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: $(VENV)/.installed ## install, crawl the sample site, annotate, index, write the brief and serve search
	@echo "RegIntel: the sample site goes through the whole pipeline; everything is kept in $(REGINTEL_HOME)/"
	@REGINTEL_PORT=$(PORT) $(BIN)/regintel demo

test: $(VENV)/.installed-all ## every check and test that needs no other server
	$(MAKE) --no-print-directory check
	$(BIN)/pytest -m "slow and not elasticsearch" $(PYTEST)

check: $(VENV)/.installed-all ## ruff, mypy --strict, import layers, fast tests with warnings as errors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -m "not slow and not elasticsearch" -n auto --dist loadfile $(PYTEST)

check-models: $(VENV)/.installed-all ## the quality floors that need the labelled data (skips, saying so, without it)
	$(BIN)/pytest tests/nlp/models/test_floors.py -rs $(PYTEST)

test-es: $(VENV)/.installed-all ## the behaviour tests against a real Elasticsearch that they start and stop
	$(BIN)/pytest -m elasticsearch -rs $(PYTEST)

format: $(VENV)/.installed-all ## rewrite the code in its format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "RegIntel needs Python 3.11 or newer (found: $$($(PYTHON) --version 2>&1)); try: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Python lacks its venv module; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing RegIntel into $(VENV)/ (a minute or two the first time) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-all: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing RegIntel with everything that the tests exercise into $(VENV)/ (torch alone is 4.7 GB) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,encoder,train,ocr,xls,postgres]'
	@touch $@ $(VENV)/.installed

-include tools/elasticsearch/es.mk
