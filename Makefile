# Everything a person needs: `make run` and `make test`. Works in a path with spaces.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
PY := .venv/bin/python
READY := .venv/.ready
# One more than there are processors: a third of the suite's time is waiting, on purpose.
WORKERS = $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')

export PYTHONDONTWRITEBYTECODE :=
export TOKENIZERS_PARALLELISM := false

.PHONY: help install run test test-slow eval check lint lock clean

help: ## what there is to make
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

install: $(READY) ## install everything into .venv

# A document that cannot be read (exit code 1) keeps nobody from asking the others.
run: $(READY) ## install, index corpus/, serve chat and API on http://127.0.0.1:8000
	@$(PY) -m rag reindex --if-stale
	@$(PY) -m rag ingest corpus || test $$? -eq 1
	@$(PY) -m rag serve

test: $(READY) ## the whole test suite, offline
	@$(PY) -m pytest -m "not slow" -n $(WORKERS) --dist loadfile --no-loadscope-reorder

test-slow: $(READY) ## the tests that take minutes
	@$(PY) -m pytest -m slow -s

eval: $(READY) ## answer the gold questions and gate on quality
	@$(PY) -m rag eval

lint: $(READY) ## ruff and mypy --strict
	@$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy

check: lint test ## lint and test

lock: ## compile requirements.lock again from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --upgrade -o requirements.lock

clean: ## remove what was installed and built, keep what was ingested
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache

# The lock file is complete, so nothing is resolved: --no-deps. uv is faster where there is one;
# it copies, because hard-linked files break nltk (run-llama/llama_index#22839).
$(READY): requirements.lock pyproject.toml
	@echo "Installing into .venv (once; about a minute) ..."
	@test -x $(PY) || $(PYTHON) -m venv .venv
	@if command -v uv >/dev/null 2>&1; then \
		uv pip install --quiet --python $(PY) --link-mode copy --no-deps --require-hashes -r requirements.lock && \
		uv pip install --quiet --python $(PY) --link-mode copy --no-deps -e . ; \
	else \
		$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock && \
		$(PY) -m pip install --quiet --disable-pip-version-check --no-deps -e . ; \
	fi
	@touch $(READY)
