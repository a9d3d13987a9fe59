# The doors of the house. `make help` lists them.

PORT ?= 8000
DEMO ?= 1
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
RUNTIME := .venv/.runtime
TOOLS := .venv/.tools
PACKED := .venv/.packed
STATIC := $(shell find assessment/web/static -type f ! -name '*.gz' ! -name '*.br')
BROWSER := chromium-headless-shell
OFFICE := soffice
TEST_PROGRAMS := chromium-headless-shell libreoffice-calc-nogui

BACKUP := $(or $(ASSESSMENT_INSTANCE),instance)/backups/$(shell date -u +%Y-%m-%d-%H%M%S).zip
define STOPPED

The upgrade stopped; the reason stands above. The data of before are in $(BACKUP).
Mend the reason and run `make upgrade` again, or go back:
  1. bring back the program you had (git checkout and its version);
  2. move the database away (SQLite: all files that begin with its name; PostgreSQL: name a new, empty one in DATABASE_URL);
  3. make restore FILE=$(BACKUP)
endef
export STOPPED

.PHONY: help run administrator upgrade restore test test-fast check bench questionnaires translations lock front-end clean

help:  ## List these doors
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 18

run: $(PACKED)  ## Set up everything and start the tool (PORT=8000, DEMO=0 for an empty one)
	@$(BIN)/flask serve --port $(PORT) $(if $(filter 0,$(DEMO)),--no-demo,--demo)

administrator: $(RUNTIME)  ## Make an administrator (EMAIL=name@example.org) and print the link to choose a password
	@ASSESSMENT_ADDRESS=$${ASSESSMENT_ADDRESS:-http://127.0.0.1:$(PORT)} $(BIN)/flask user create $(EMAIL) --role administrator

upgrade:  ## Back up, install new requirements, migrate, check; with the new program in place and the tool stopped
	@$(BIN)/flask backup --help >/dev/null 2>&1 || $(MAKE) --no-print-directory $(RUNTIME)  # a new library, no data
	@$(BIN)/flask backup $(BACKUP)
	@{ $(MAKE) --no-print-directory $(PACKED) && $(BIN)/flask database upgrade && $(BIN)/flask database check \
	  && $(BIN)/flask questionnaire check && $(BIN)/flask snapshots verify; } || { echo "$$STOPPED"; exit 1; }
	@echo "Upgraded. The data of before are in $(BACKUP)"

restore: $(RUNTIME)  ## Read a backup (FILE=...) into an empty database and hold it against what was backed up
	@$(BIN)/flask restore $(FILE)

test: $(TOOLS) check test-programs  ## Set up and run everything there is: checks, unit, web, Excel and browser tests
	$(BIN)/pytest

test-fast: $(TOOLS)  ## Run the quick tests: no browser, LibreOffice, PostgreSQL or process of its own
	$(BIN)/pytest -m "not browser and not office and not postgresql and not process and not thorough"

check: $(TOOLS)  ## Style, types, import rules, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint assessment/web/templates

bench: $(TOOLS) $(PACKED)  ## Measure speed and size against floors started beside it, and print the ratios (4 minutes)
	@$(BIN)/python -m bench

questionnaires: $(RUNTIME)  ## Check all questionnaires and the reference data
	$(BIN)/flask questionnaire check

translations: $(TOOLS)  ## Collect the texts of the code into the catalogues and compile them
	$(BIN)/pybabel -q extract -F babel.cfg --no-location --sort-output --omit-header -k gettext_noop -o assessment/translations/messages.pot assessment
	$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --omit-header -i assessment/translations/messages.pot -d assessment/translations
	$(BIN)/pybabel -q compile -d assessment/translations

lock: $(TOOLS)  ## Lock requirements.in and requirements-dev.in anew, with hashes
	$(BIN)/uv pip compile -q --upgrade --generate-hashes --python-version 3.11 --no-header --no-emit-index-url --no-emit-find-links requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --upgrade --generate-hashes --python-version 3.11 --no-header --no-emit-index-url --no-emit-find-links requirements-dev.in -o requirements-dev.txt

front-end:  ## Build the style sheet and fetch vendored files anew (needs Node)
	frontend/build.sh

clean:  ## Remove the environment (not the data in instance/)
	rm -rf .venv

# --- What the doors need -----------------------------------------------------

$(RUNTIME): requirements.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 is needed: apt-get install python3.11 python3.11-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "Run: apt-get install python3-venv"; rm -rf .venv; exit 1; }
	@echo "Installing what the tool needs …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(PACKED): $(RUNTIME) $(STATIC)
	@$(BIN)/python -m whitenoise.compress -q assessment/web/static
	@touch $@

$(TOOLS): requirements-dev.txt $(RUNTIME)
	@echo "Installing what the tests need …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

.PHONY: test-programs
test-programs:
	@command -v $(BROWSER) >/dev/null && command -v $(OFFICE) >/dev/null || { \
	  if [ "$$(id -u)" = 0 ]; then \
	    echo "Installing $(TEST_PROGRAMS) …"; \
	    apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $(TEST_PROGRAMS) >/dev/null; \
	  else \
	    echo "The tests need Chromium and LibreOffice. Run: sudo apt-get install --no-install-recommends $(TEST_PROGRAMS)"; exit 1; \
	  fi; }
