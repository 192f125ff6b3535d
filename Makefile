# Wutong (梧桐): two commands on a fresh machine, `make demo` and `make test`; the rest is for those who change it.
# No target needs root, a .env file or a step before it. `make` alone lists the targets.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test install assets dev check soak mutation bench test-odd lock clean format
RUN := .venv/bin/python
PORT ?= 8000
WORKERS ?= 2
SETUP := sh scripts/python.sh scripts/setup.py
# what the suite tests is one thing; what this shell happens to have set is another
TESTS := $(RUN) scripts/test.py

help: ## list the targets / 能用的命令
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -e 's/:.*## /\t/' | awk -F '\t' '{printf "  make %-10s %s\n", $$1, $$2}'

demo: install ## load the demo county under ./var and serve it on port 8000 or a free one / 演示
	@$(RUN) -m wutong demo --serve --port $(PORT)

test: dev ## the whole suite, on SQLite and on PostgreSQL; what is missing skips with its reason / 全部测试
	@$(TESTS) all

install: ## locked dependencies into .venv and the built assets; a second run takes a second / 安装
	@$(SETUP) install

dev: ## install, and what the tests and checks need besides / 安装开发工具
	@$(SETUP) dev

assets: ## rebuild the page assets only / 重新生成样式和脚本
	@$(SETUP) assets

check: dev ## ruff, types, import contract, house tests / 检查代码
	@$(TESTS) check

test-odd: dev ## a fast part of the suite in another time zone and at two awkward dates / 换时区换日期再测
	@$(TESTS) odd

soak: dev ## the long tests: kills, faults, big data / 长时间测试
	@$(TESTS) soak

mutation: dev ## the law changed one small thing at a time, and whether a test notices; MUTATION="--only terms" / 改动规则引擎，看测试能不能发现
	@$(RUN) scripts/mutation.py $(MUTATION)

bench: dev ## every measured figure anew, as ratios; FULL=1 for 100,000 and 1,000,000, BENCH="--folder …" / 测速
	@$(RUN) scripts/bench/run.py $(if $(FULL),--full) $(BENCH)

format: dev ## let ruff put the code in order / 整理格式
	@$(RUN) -m ruff check --fix --quiet . ; $(RUN) -m ruff format --quiet .

lock: dev ## resolve the dependencies anew and write requirements/*.txt with hashes / 更新锁定的依赖
	@$(SETUP) lock

clean: ## remove what was built here (.venv, node_modules, assets, caches); never ./var / 清理，不动 ./var
	@$(SETUP) clean
