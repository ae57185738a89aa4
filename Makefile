# The two commands: `make run` and `make test`. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TEST_STAMP := $(VENV)/.installed-test

.PHONY: env run test coverage lint demo bench lock clean

env: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $(STAMP)

$(TEST_STAMP): $(STAMP) requirements-test.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-test.lock
	@touch $(TEST_STAMP)

run: env
	$(BIN)/wfm serve

demo: env
	$(BIN)/wfm demo --out build/demo

lint: $(TEST_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

test: $(TEST_STAMP) lint
	sh tools/browser.sh
	$(BIN)/python -m pytest -n auto

# The same with the lines that tests reach; counting them takes half as long again.
coverage: $(TEST_STAMP)
	sh tools/browser.sh
	$(BIN)/python -m pytest -n auto --cov --cov-report=term:skip-covered

bench: $(TEST_STAMP)
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) build var
