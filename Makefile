# Two commands do all the set-up: `make demo` and `make test`. Each makes its own .venv from the lock.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint check lock schema clean

export URL # read by the demonstration itself: no shell may take it apart

demo: $(VENV)/run.stamp ## run the main job on the embedded server; URL=… takes any URL or file
	@$(BIN)/python -m demo

test: $(VENV)/dev.stamp ## all tests
	$(BIN)/pytest -q $(ARGS)

lint: $(VENV)/dev.stamp ## format, lint, types, import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: $(VENV)/dev.stamp ## what is generated and checked in is fresh
	$(BIN)/python -m contract.schema --check
	$(BIN)/python -m worker.readme --check README.md

schema: $(VENV)/dev.stamp ## write what is generated: JSON Schema, the tables of the README
	$(BIN)/python -m contract.schema
	$(BIN)/python -m worker.readme README.md

lock: ## pin every requirement by version and hash (needs uv)
	for set in run dev; do \
	  uv pip compile --universal --python-version 3.11 --generate-hashes --quiet \
	    --custom-compile-command 'make lock' --no-emit-index-url --no-emit-find-links \
	    --extra worker --extra extract --extra embedded --extra build $$([ $$set = dev ] && echo --group dev) \
	    --output-file requirements/$$set.txt pyproject.toml || exit 1; \
	done

clean: ## remove what the other targets made; the data of `claimwire-worker up`, in .claimwire, stay
	rm -rf $(VENV) .claimwire/demo build *.egg-info

$(VENV)/pip.stamp:
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(VENV)/pip.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/dev.stamp: requirements/dev.txt pyproject.toml | $(VENV)/pip.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@
