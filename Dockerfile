# The image of nsk: one program, and Chromium, which prints PDF. What it is built from is
# pinned: the toolchain by digest, Debian by the day its image was made (a digest of one's
# own: --build-arg BASE=debian@sha256:…). Chromium comes from Debian's archive as it stands on
# the day of the build, so that its holes get closed.
#
# Everything is linked in but the C library of the system and libstdc++: DuckDB is C++ behind cgo, and
# its static libraries are made for glibc. So the program runs on the Debian it was built on, or a later one.

ARG BASE=debian:bookworm-20251229-slim

FROM golang:1.26.0-bookworm@sha256:2a0ba12e116687098780d3ce700f9ce3cb340783779646aafbabed748fa6677c AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=1 go build -trimpath -ldflags '-s -w -extldflags "-static-libgcc -static-libstdc++"' -o /nsk ./cmd/nsk && \
    ldd /nsk

FROM ${BASE}
# curl asks for health; tini ends Chromium's children; the certificates are for sources over TLS.
RUN apt-get update && \
    apt-get install -y --no-install-recommends ca-certificates chromium curl tini && \
    rm -rf /var/lib/apt/lists/* && \
    groupadd --gid 10001 nsk && \
    useradd --uid 10001 --gid nsk --home-dir /srv/nsk --shell /usr/sbin/nologin nsk && \
    install -d -o nsk -g nsk -m 0700 /srv/nsk /srv/nsk/data /srv/nsk/keys /srv/nsk/inbox /srv/nsk/out
COPY --from=build /nsk /usr/local/bin/nsk
ENV NSK_CHROMIUM=/usr/bin/chromium
USER 10001:10001
WORKDIR /srv/nsk
VOLUME ["/srv/nsk/data", "/srv/nsk/keys", "/srv/nsk/inbox", "/srv/nsk/out"]
EXPOSE 8391
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["curl", "--fail", "--silent", "--show-error", "--output", "/dev/null", "http://127.0.0.1:8391/healthz"]
ENTRYPOINT ["tini", "--", "nsk"]
CMD ["serve"]
