# The agent's image, by docker, podman or buildah, for amd64 and arm64:
#   docker build -t peerscribe .      # VERSION, REVISION and CREATED may be given as arguments; they become labels
# config/image/build makes it where no registry of images can be reached.
ARG BASE=debian:trixie-slim

FROM ${BASE} AS jdk
# Slim images are without the folders of manuals, which the package wants to put names of commands into.
RUN mkdir -p /usr/share/man/man1 \
 && apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends openjdk-25-jdk-headless \
 && rm -rf /var/lib/apt/lists/*

# The jar, taken apart into layers that change at different speed.
FROM jdk AS build
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends maven \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /build
# Further options of Maven, such as where to look for what was downloaded before.
ARG MAVEN_ARGS=""
COPY pom.xml ./
COPY config/format config/format
COPY src/main src/main
RUN --mount=type=cache,target=/root/.m2 \
    JAVA_HOME=$(dirname "$(dirname "$(readlink -f /usr/bin/javac)")") mvn -B -q -Dmaven.test.skip=true package \
 && java -Djarmode=tools -jar target/peerscribe.jar extract --layers --destination layers

# A Java runtime of what the agent and its libraries use, and jcmd to look into it; without the 700 MB of symbols that Debian's
# modules come with.
FROM jdk AS java
RUN jlink --output /opt/java --strip-java-debug-attributes --no-header-files --no-man-pages \
      --add-modules java.se,jdk.unsupported,jdk.crypto.ec,jdk.jcmd,jdk.jfr,jdk.management,jdk.management.agent,jdk.naming.dns,jdk.net,jdk.zipfs \
 && find /opt/java -name '*.debuginfo' -delete \
 && cp --dereference /etc/ssl/certs/java/cacerts /opt/java/lib/security/cacerts

FROM ${BASE}
# The shared libraries that the natives are linked against (the first line: webrtc-java; the second: SRTP, and names in pictures),
# and fonts for those names.
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      libdbus-1-3 libpulse0 libudev1 libx11-6 libxcomposite1 libxfixes3 libxrandr2 \
      libssl3t64 libfreetype6 libfontconfig1 libharfbuzz0b fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/cache/debconf /var/log/* \
 && groupadd --gid 10001 peerscribe \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/peerscribe --shell /usr/sbin/nologin peerscribe \
 && install -d -o 10001 -g 10001 -m 0750 /var/lib/peerscribe

COPY --from=java /opt/java /opt/java
WORKDIR /opt/peerscribe
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/spring-boot-loader/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/layers/application/ ./
COPY config/jvm.options config/image/container.options ./
COPY config/image/peerscribe config/image/health bin/

# What starting takes is done once, here: the agent starts, answers, and ends, and leaves its classes as they are then. A cache
# that does not fit is not used, so these are the paths and options that it will be started with.
RUN set -eu; cd /tmp; \
    /opt/java/bin/java @/opt/peerscribe/jvm.options @/opt/peerscribe/container.options \
      -XX:AOTCacheOutput=/opt/peerscribe/peerscribe.aot -jar /opt/peerscribe/peerscribe.jar & \
    /opt/peerscribe/bin/health readiness 127.0.0.1 120; \
    kill -TERM $!; wait $! || [ $? = 143 ]; \
    test -s /opt/peerscribe/peerscribe.aot; \
    rm -rf /tmp/*

ARG VERSION=unknown
ARG REVISION=unknown
# When what is in it was written (RFC 3339), not when it was built: so that the same sources have the same labels.
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="Peerscribe" \
      org.opencontainers.image.description="A headless WebRTC peer that joins meetings, proves who it is, and records them" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"

ENV LANG=C.UTF-8
USER 10001:10001
# Recordings, films, pins: everything that is given by no path of its own.
WORKDIR /var/lib/peerscribe
VOLUME /var/lib/peerscribe
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --retries=6 CMD ["/opt/peerscribe/bin/health", "liveness"]
ENTRYPOINT ["/opt/peerscribe/bin/peerscribe"]
