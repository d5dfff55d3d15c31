# The default set-up: SQLite, Chroma embedded, the built-in encoder; no key, no other service.
# tests/house/test_dockerfile.py runs these steps in a clean environment, without a Docker engine.
#
#   docker build -t wegwijs .
#   docker run -v wegwijs:/var/lib/wegwijs -v /path/to/documents:/documents:ro wegwijs wegwijs ingest /documents
#   docker run -v wegwijs:/var/lib/wegwijs -p 127.0.0.1:8000:8000 wegwijs

FROM python:3.11-slim AS build
WORKDIR /src
# Packages first, by hash: this layer is built anew only when the lock file changes.
COPY requirements-run.lock ./
RUN python -m venv /opt/wegwijs
RUN /opt/wegwijs/bin/pip install --quiet --disable-pip-version-check uv==0.13.9
RUN VIRTUAL_ENV=/opt/wegwijs /opt/wegwijs/bin/uv pip install --quiet --require-hashes -r requirements-run.lock
COPY pyproject.toml README.md LICENSE ./
COPY knowledge ./knowledge
COPY ingest ./ingest
COPY assistant ./assistant
COPY bots ./bots
RUN VIRTUAL_ENV=/opt/wegwijs /opt/wegwijs/bin/uv pip install --quiet --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home wegwijs
RUN install -d -o wegwijs -g wegwijs /var/lib/wegwijs
COPY --from=build /opt/wegwijs /opt/wegwijs
ENV PATH=/opt/wegwijs/bin:$PATH
ENV WEGWIJS_HOME=/var/lib/wegwijs
ENV PYTHONUNBUFFERED=1
# All state: the database, the index. Back this up (docs/operate.md).
VOLUME /var/lib/wegwijs
USER wegwijs
WORKDIR /var/lib/wegwijs
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["wegwijs", "serve", "--host", "0.0.0.0"]
