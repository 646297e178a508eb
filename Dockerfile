# Three images, each the one before it and more, so that they share their layers:
#   producer   the command `claimwire`: jobs in, reports out
#   worker     gate, fetch and deliver: no spaCy
#   extract    spaCy and the English model
# What is installed is pinned by version and hash; every package comes as a wheel, so that no compiler is needed anywhere.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm


FROM ${PYTHON_IMAGE} AS base
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore \
    PIP_ONLY_BINARY=:all: \
    PYTHONSAFEPATH=1
RUN useradd --uid 10001 --home-dir /tmp --no-create-home --shell /usr/sbin/nologin claimwire


FROM base AS wheel
WORKDIR /source
COPY requirements/build.txt requirements/
RUN --mount=type=cache,target=/root/.cache/pip pip install --require-hashes -r requirements/build.txt
COPY . .
RUN pip wheel --no-deps --no-build-isolation --no-index --wheel-dir /wheel .


FROM base AS producer-libraries
RUN --mount=type=cache,target=/root/.cache/pip --mount=type=bind,source=requirements/producer.txt,target=/lock.txt \
    pip install --require-hashes -r /lock.txt

FROM producer-libraries AS worker-libraries
RUN --mount=type=cache,target=/root/.cache/pip --mount=type=bind,source=requirements/worker.txt,target=/lock.txt \
    pip install --require-hashes -r /lock.txt

FROM worker-libraries AS extract-libraries
RUN --mount=type=cache,target=/root/.cache/pip --mount=type=bind,source=requirements/extract.txt,target=/lock.txt \
    pip install --require-hashes -r /lock.txt


# the attribution model, 23 MB, is what extract alone reads
FROM producer-libraries AS producer
RUN --mount=type=bind,from=wheel,source=/wheel,target=/wheel pip install --no-deps --no-index /wheel/*.whl \
 && find /usr/local/lib -path '*/worker/marking/model' -prune -exec rm -r {} +
USER 10001:10001
ENTRYPOINT ["claimwire"]

FROM worker-libraries AS worker
RUN --mount=type=bind,from=wheel,source=/wheel,target=/wheel pip install --no-deps --no-index /wheel/*.whl \
 && find /usr/local/lib -path '*/worker/marking/model' -prune -exec rm -r {} +
COPY --chmod=644 worker/heartbeat.py /usr/local/lib/claimwire/
USER 10001:10001
ENTRYPOINT ["claimwire-worker"]

FROM extract-libraries AS extract
RUN --mount=type=bind,from=wheel,source=/wheel,target=/wheel pip install --no-deps --no-index /wheel/*.whl
COPY --chmod=644 worker/heartbeat.py /usr/local/lib/claimwire/
# one thread a process: numpy would start one for each CPU of the host, whatever the container may use
ENV OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
USER 10001:10001
ENTRYPOINT ["claimwire-worker"]
