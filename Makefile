# What a newcomer types. The plain commands behind each target stand in README.md.

VENV := .venv
BIN := $(VENV)/bin
# A second environment, as Doccano's client keeps spaCy and pydantic back; see pyproject.toml.
LOOP := .venv-doccano
RUN := training/md
SAMPLE := corpus/reports/sihu-2023.txt

.PHONY: demo test test-core test-loop test-corpus matrix audit bench install clean

install: $(VENV)/installed

$(VENV)/installed: pyproject.toml uv.lock
	@test -x $(BIN)/python || python3 -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv sync --locked --inexact
	@touch $@

$(LOOP)/installed: $(VENV)/installed
	@UV_PROJECT_ENVIRONMENT=$(LOOP) $(BIN)/uv sync --locked --no-default-groups --group loop
	@touch $@

demo: install
	$(BIN)/policy-themes train configs/md.cfg --output $(RUN)
	$(BIN)/policy-themes predict $(SAMPLE) --format table
	@$(BIN)/policy-themes predict $(SAMPLE) --output $(RUN)/sample.html
	@$(BIN)/policy-themes predict $(SAMPLE) --output $(RUN)/sample.xlsx
	@echo "Model: $(RUN)/model-best. Figures: $(RUN)/metrics.json. Report: $(RUN)/sample.html, $(RUN)/sample.xlsx"

test: test-core test-loop test-corpus

test-core: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --ignore tests/doccano -rs

# Starts a real Doccano, which the first run installs into pytest's cache. What the extra changes below
# the core is tested too.
test-loop: $(LOOP)/installed
	$(LOOP)/bin/python -m pytest tests/doccano -rs
	$(LOOP)/bin/python -m pytest tests/pipeline tests/models tests/cli/test_predict.py -rs

# The corpus itself: duplicates, leaks, real places, agreement, doubtful labels, shortcuts. It trains six times.
test-corpus: install
	$(BIN)/policy-themes corpus check --folds 3

# Other Pythons, and the lowest and newest versions of what we need: see scripts/matrix.py.
matrix: install
	$(BIN)/python scripts/matrix.py $(CELLS)

# Known faults of all that uv.lock names, as osv.dev knows them, and what the package is made of.
audit: install
	$(BIN)/uv export --quiet --locked --no-default-groups --all-extras --format cyclonedx1.5 --output-file dist/policy-themes.cdx.json
	@$(BIN)/uv audit --locked --preview-features audit-command || { status=$$?; \
	  test $$status = 1 || echo "Not audited: run it again where https://api.osv.dev can be reached." >&2; exit $$status; }

# Ours beside other systems, in one run; best on a machine that does nothing else.
bench: install
	$(BIN)/policy-themes bench

clean:
	rm -rf $(VENV) $(LOOP) corpus/*.spacy training/md training/sm training/segmenter dist .matrix
