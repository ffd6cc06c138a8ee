# Elasticsearch for development. Included by the Makefile; each home has its own data, ports and pid file.
ES_HOME ?= build/elasticsearch
ES_PYTHON ?= $(or $(wildcard .venv/bin/python),python3)

.PHONY: es es-stop es-cluster
es: ## fetch and start a real Elasticsearch (ES_VERSION=9.5.3 for another version)
	@$(ES_PYTHON) tools/elasticsearch/server.py start --home $(ES_HOME)

es-cluster: ## start three nodes
	@$(ES_PYTHON) tools/elasticsearch/server.py start --nodes 3 --home $(ES_HOME)

es-stop: ## end what es or es-cluster started
	@$(ES_PYTHON) tools/elasticsearch/server.py stop --home $(ES_HOME)
