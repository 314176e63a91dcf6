# Layerlight.  `make` alone lists the targets; every target sets up what it needs first.
# Written for GNU make 3.81, which is what macOS has.

VENV_PYTHON := .venv/bin/python
STAMP := .venv/.set-up
CLIPS := $(notdir $(patsubst %/scene.py,%,$(wildcard scenes/clips/*/scene.py)))
# More options for the command a target runs:  make forward_pass ARGS=-ql,  make test ARGS="-k mnist"
ARGS :=

.PHONY: help $(CLIPS) explorer javascript format-javascript gallery test test-fast test-rest test-all check format format-check lint types docs checkpoints walkthrough bias-study xor clean distclean FORCE

help: ## list the targets
	@echo "Clips:   make NAME   draws clips/NAME.mp4"
	@for clip in $(sort $(CLIPS)); do echo "  $$clip"; done
	@echo "Others:"
	@sed -n 's/^\([a-z-]*\):[^#]*## /  \1:/p' Makefile | awk -F: '{printf "%-15s %s\n", $$1, $$2}'

# An environment whose Python is gone is set up again, whatever the stamp says, and so is one that
# was moved: the stamp holds the folder in which it was made.
ifneq ($(shell $(VENV_PYTHON) -c 'print("works")' 2>/dev/null),works)
$(STAMP): FORCE
endif
MADE_IN := $(shell cat $(STAMP) 2>/dev/null)
ifneq ($(MADE_IN),)
ifneq ($(MADE_IN),$(shell pwd -P))
$(STAMP): FORCE
endif
endif

$(STAMP): pyproject.toml tools/set_up.sh
	@sh tools/set_up.sh
	@touch $@

$(CLIPS): $(STAMP)
	$(VENV_PYTHON) render.py $@ $(ARGS)

explorer: $(STAMP) ## make clips/explorer.html: every number of the walkthrough, to click through
	$(VENV_PYTHON) render.py explorer $(ARGS)

gallery: $(STAMP) ## make gallery/index.html: stills and small clips of everything
	$(VENV_PYTHON) -m publish.gallery $(ARGS)

docs: $(STAMP) ## make build/docs/index.html: the documentation; a warning is an error
	$(VENV_PYTHON) tools/generate_docs.py
	$(VENV_PYTHON) -m sphinx --fail-on-warning --keep-going --quiet -b html docs build/docs $(ARGS)

# pyproject.toml says which tests are left out by default, and tests/conftest.py in which order they run.
PYTEST := $(VENV_PYTHON) -m pytest --numprocesses auto --dist loadgroup --no-loadscope-reorder

test: $(STAMP) ## run the tests on all cores: every kind of test, each clip in some of its looks
	$(PYTEST) $(ARGS)

test-fast: $(STAMP) ## run those that take two minutes: no whole clips, browsers or training
	$(PYTEST) -m "not exhaustive and not slow" $(ARGS)

test-rest: $(STAMP) ## run those that `make test` leaves out: each clip in all its other looks
	$(PYTEST) -m exhaustive $(ARGS)

test-all: $(STAMP) ## run all tests, with hundreds of random networks through every clip
	LAYERLIGHT_EXAMPLES=200 $(PYTEST) -m "" $(ARGS)

check: format-check lint types test ## format, lint, types and tests

format-check: $(STAMP) ## is every file formatted?
	$(VENV_PYTHON) -m ruff format --check .

lint: $(STAMP) ## find mistakes
	$(VENV_PYTHON) -m ruff check .

types: $(STAMP) ## check the types
	$(VENV_PYTHON) -m mypy

# The page needs no npm; its modules are checked with tools that npm installs.
NPM := build/javascript
PAGE := "publish/explorer/page/**/*.{js,css}" --config tools/javascript/prettier.json
$(NPM)/.set-up: tools/javascript/package.json
	mkdir -p $(NPM)
	cp tools/javascript/package.json $(NPM)
	npm --prefix $(NPM) install --no-audit --no-fund --no-package-lock --silent
	touch $@

javascript: $(NPM)/.set-up ## check form and types of the explorer's modules; needs npm
	$(NPM)/node_modules/.bin/prettier --check $(PAGE)
	$(NPM)/node_modules/.bin/tsc -p tools/javascript

format-javascript: $(NPM)/.set-up ## format the explorer's modules; needs npm
	$(NPM)/node_modules/.bin/prettier --log-level warn --write $(PAGE)

format: $(STAMP) ## format every file, fix what can be fixed automatically
	$(VENV_PYTHON) -m ruff format .
	$(VENV_PYTHON) -m ruff check --fix .

checkpoints: $(STAMP) ## train on MNIST and make assets/recordings/mnist_checkpoints.npz again
	mkdir -p build
	$(VENV_PYTHON) -m network record mnist --out build/mnist.npz
	$(VENV_PYTHON) -m network checkpoints build/mnist.npz --out assets/recordings/mnist_checkpoints.npz
	$(VENV_PYTHON) tools/list_hashes.py assets/recordings

walkthrough: $(STAMP) ## make assets/recordings/walkthrough.npz again
	$(VENV_PYTHON) -m network record walkthrough --out assets/recordings/walkthrough.npz
	$(VENV_PYTHON) tools/list_hashes.py assets/recordings

bias-study: $(STAMP) ## make assets/recordings/bias_study.npz again
	$(VENV_PYTHON) -c "import network; network.record_bias_study().save('assets/recordings/bias_study.npz')"
	$(VENV_PYTHON) tools/list_hashes.py assets/recordings

# The same four samples, with a line and with two hidden neurons.
xor: $(STAMP) ## make the two recordings of XOR in assets/recordings again
	$(VENV_PYTHON) -m network record xor --layers 2 1 --start he --seed 8 --learning-rate 0.1 --epochs 500 --out assets/recordings/xor_line.npz
	$(VENV_PYTHON) -m network record xor --layers 2 2 1 --seed 11 --epochs 500 --detail compact --out assets/recordings/xor.npz
	$(VENV_PYTHON) tools/list_hashes.py assets/recordings

clean: ## remove what was made: clips, build, caches
	rm -rf build clips gallery media .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name .venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## remove the environment, too
	rm -rf .venv *.egg-info

FORCE:
