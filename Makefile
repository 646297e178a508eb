# Two commands do all the set-up: `make demo` and `make test`. Each makes its own .venv from the lock.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TRAINING_VENV := .venv-training

.PHONY: demo test test-faults storm test-compose test-training lint check lock schema clean

export URL # read by the demonstration itself: no shell may take it apart

demo: $(VENV)/run.stamp ## run the main job on the embedded server; URL=… takes any URL or file
	@$(BIN)/python -m demo

test: $(VENV)/dev.stamp ## all tests that need no Docker
	$(BIN)/pytest -q -n 4 --dist loadfile $(ARGS)

test-faults: $(VENV)/dev.stamp ## processes, server and network harmed in every way, on real processes; they wait more than they compute
	$(BIN)/pytest -q -n 4 tests/faults $(ARGS)

storm: $(VENV)/dev.stamp ## 200 articles while everything is killed at random; `ARGS="--jobs 1000 --kills 30"` takes seven minutes
	$(BIN)/python -m bench.storm --only claimwire --jobs 200 --kills 6 $(ARGS)

test-compose: $(VENV)/dev.stamp ## the images and the stack of docker-compose.yml, on a Docker engine
	$(BIN)/pytest -q tests/compose $(ARGS)

test-training: $(TRAINING_VENV)/stamp ## how the attribution model is made, on torch, in an environment of its own
	$(TRAINING_VENV)/bin/python -m pytest -q training/tests $(ARGS)

lint: $(VENV)/dev.stamp ## format, lint, types, import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: $(VENV)/dev.stamp ## what is generated and checked in is fresh
	$(BIN)/python -m contract.schema --check
	$(BIN)/python -m worker.generated --check README.md .env.example docker-compose.yml

schema: $(VENV)/dev.stamp ## write what is generated: JSON Schema, the tables of the README, .env.example, docker-compose.yml
	$(BIN)/python -m contract.schema
	$(BIN)/python -m worker.generated README.md .env.example docker-compose.yml

COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --quiet \
  --custom-compile-command 'make lock' --no-emit-index-url --no-emit-find-links
PART := $(COMPILE) --no-annotate --constraint requirements/dev.txt

lock: ## pin every requirement by version and hash (needs uv): all of them, then what each installation takes of them
	$(COMPILE) --all-extras --group build --group dev pyproject.toml --output-file requirements/dev.txt
	$(PART) --all-extras --group build pyproject.toml --output-file requirements/run.txt
	$(PART) --extra extract pyproject.toml --output-file requirements/extract.txt
	$(PART) --extra worker pyproject.toml --output-file requirements/worker.txt
	$(PART) pyproject.toml --output-file requirements/producer.txt
	$(PART) --group build --output-file requirements/build.txt
	$(PART) --group bench --output-file requirements/bench.txt

clean: ## remove what the other targets made; the data of `claimwire-worker up`, in .claimwire, stay
	rm -rf $(VENV) $(TRAINING_VENV) .claimwire/demo build *.egg-info

$(VENV)/pip.stamp:
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(VENV)/pip.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(TRAINING_VENV)/stamp: training/requirements.txt training/requirements-encoder.txt
	$(PYTHON) -m venv $(TRAINING_VENV)
	$(TRAINING_VENV)/bin/pip install --quiet --disable-pip-version-check -r training/requirements.txt
	$(TRAINING_VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps -r training/requirements-encoder.txt
	touch $@

$(VENV)/dev.stamp: requirements/dev.txt pyproject.toml | $(VENV)/pip.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/bench.stamp: requirements/bench.txt $(VENV)/dev.stamp ## beside the rest, what bench/ compares with
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	touch $@
