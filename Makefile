# What a newcomer types. The plain commands behind each target stand in README.md.

VENV := .venv
BIN := $(VENV)/bin
RUN := training/md
SAMPLE := corpus/reports/sihu-2023.txt

.PHONY: demo test install clean

install: $(VENV)/installed

$(VENV)/installed: pyproject.toml uv.lock
	@test -x $(BIN)/python || python3 -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv sync --locked --inexact
	@touch $@

demo: install
	$(BIN)/policy-themes train configs/md.cfg --output $(RUN)
	$(BIN)/policy-themes predict $(SAMPLE) --format table
	@$(BIN)/policy-themes predict $(SAMPLE) --output $(RUN)/sample.html
	@$(BIN)/policy-themes predict $(SAMPLE) --output $(RUN)/sample.xlsx
	@echo "Model: $(RUN)/model-best. Figures: $(RUN)/metrics.json. Report: $(RUN)/sample.html, $(RUN)/sample.xlsx"

test: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

clean:
	rm -rf $(VENV) corpus/*.spacy training/md training/sm training/segmenter dist
