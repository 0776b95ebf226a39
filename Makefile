# Two commands are enough on a fresh machine: `make run` serves the site, `make test` passes every check.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := app.py assistant index tests tools

.DEFAULT_GOAL := help
.PHONY: help run test check lint types bench lock clean

help:
	@echo "make run    安装依赖、建立索引并启动网站 http://127.0.0.1:7860"
	@echo "make test   安装测试工具（含浏览器）并运行全部检查"
	@echo "make check  只运行检查（环境已就绪时）"
	@echo "make bench  运行性能与效果对比"

$(VENV)/.run: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "需要 Python 3.11 或更高版本；可用 make PYTHON=python3.12 指定。")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -r requirements.lock
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	$(BIN)/python -m pip install --quiet -r requirements-dev.lock
	@touch $@

run: $(VENV)/.run
	$(BIN)/python app.py

test: $(VENV)/.dev
	sh tools/browser.sh $(BIN)/python
	$(MAKE) check

check: lint types
	$(BIN)/python -m pytest

lint:
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)

types:
	$(BIN)/mypy

bench: $(VENV)/.dev
	$(BIN)/python -m tools.bench

lock:
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet --upgrade pip
	build/lock/bin/python tools/lock.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
