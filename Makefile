# Everything runs inside .venv, from locked packages whose hashes are checked.
# Paths here are relative, so the checkout may lie under any name.

HOST ?= 127.0.0.1
PORT ?= 8000
BENCH ?=

PY := .venv/bin/python
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-build-isolation
PROJECT := $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
COMPILE := $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate
CHECK = printf '\n== %s\n' "$(1)"; $(2) || failed="$$failed $(1)";

export PIP_NO_INPUT = 1

.DEFAULT_GOAL := help
.PHONY: help install run test bench screenshots lock clean

help: ## 列出全部命令
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

install: .venv/installed ## 只安装到 .venv，不启动

run: .venv/installed ## 安装、索引示例协会并启动服务（PORT=8001 换端口）
	@$(PY) -c 'import socket, sys; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind((sys.argv[1], int(sys.argv[2])))' '$(HOST)' '$(PORT)' 2>/dev/null \
		|| { echo '地址 $(HOST):$(PORT) 用不了（多半已被别的程序占用）。换一个端口：make run PORT=8001' >&2; exit 2; }
	@exec $(PY) -m indexer demo --host '$(HOST)' --port '$(PORT)'

test: .venv/installed-dev ## 安装测试所需并跑完全部检查
	@failed=''; \
	$(call CHECK,ruff check,$(PY) -m ruff check .) \
	$(call CHECK,ruff format,$(PY) -m ruff format --check .) \
	$(call CHECK,mypy,$(PY) -m mypy) \
	$(call CHECK,import-linter,$(PY) -c 'from importlinter.cli import lint_imports_command as run; run()') \
	$(call CHECK,pytest,$(PY) -m pytest) \
	if [ -n "$$failed" ]; then echo; echo "没有通过：$$failed" >&2; exit 1; fi

bench: .venv/installed-dev ## 测索引和查询的速度（BENCH=--quick 快速一遍）
	@$(PY) -m bench.search $(BENCH)

screenshots: .venv/installed-dev ## 重拍 docs/screenshots 里的全部页面（要有 Chromium）
	@$(PY) -m tests.browser.screenshots

lock: .venv/installed ## 依 pyproject.toml 重做锁文件（联网）
	@$(PY) -m pip install --quiet --disable-pip-version-check uv
	@echo 'setuptools' | $(COMPILE) --output-file requirements-build.lock -
	@$(COMPILE) --constraint requirements-build.lock --output-file requirements.lock pyproject.toml
	@$(COMPILE) --constraint requirements.lock --extra dev --output-file requirements-dev.lock pyproject.toml
	@! grep -n '://' requirements*.lock

clean: ## 删除 .venv 和各种缓存（索引不动）
	rm -rf .venv build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/made:
	@py=''; older=''; \
	if .venv/bin/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then touch $@; exit 0; fi; \
	for name in $$PYTHON python3 python3.13 python3.12 python3.11 python3.14 python; do \
		command -v "$$name" >/dev/null 2>&1 || continue; \
		if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then py="$$name"; break; fi; \
		older="$$older $$("$$name" --version 2>&1)"; \
	done; \
	if [ -z "$$py" ]; then \
		echo "需要 Python 3.11 或更新的版本，这里只找到：$${older:- 没有 Python}。装好后再试，或用 make run PYTHON=/路径/python3.12 指明。" >&2; exit 2; fi; \
	if ! "$$py" -c 'import venv, ensurepip' 2>/dev/null; then \
		echo "$$py 缺少 venv 或 ensurepip。Debian、Ubuntu 请先执行：apt install python3-venv" >&2; exit 2; fi; \
	echo "正在用 $$("$$py" --version) 建立 .venv ……"; \
	"$$py" -m venv --clear .venv || { echo '建立 .venv 失败，请看上面的原因。' >&2; exit 2; }; \
	touch $@

.venv/installed: .venv/made pyproject.toml requirements-build.lock requirements.lock
	@echo '正在安装（第一次约一两分钟）……'
	@$(INSTALL) -r requirements-build.lock || { echo '安装失败：取不到锁定的软件包，请检查网络后再执行一次。' >&2; exit 2; }
	@$(INSTALL) -r requirements.lock || { echo '安装失败：取不到锁定的软件包，请检查网络后再执行一次。' >&2; exit 2; }
	@$(PROJECT)
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.lock
	@echo '正在安装测试所需的软件包……'
	@$(INSTALL) -r requirements-dev.lock || { echo '安装失败：取不到锁定的软件包，请检查网络后再执行一次。' >&2; exit 2; }
	@touch $@
