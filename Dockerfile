# syntax=docker/dockerfile:1
# Two images in one file: the default one starts as the unprivileged user `node`; `--target platform` starts as root only
# to hand a freshly mounted volume over to `node`, for hosts that mount volumes as root's (Fly).
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No install scripts: better-sqlite3 carries its binaries, and the package `node` would fetch a second Node.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json build.ts ./
COPY src src
COPY drizzle drizzle
RUN node build.ts

FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-slim AS platform
# One malloc arena, and a fixed threshold above which memory is given back: some 15 MB less.
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=1 \
    MALLOC_TRIM_THRESHOLD_=131072 \
    HOST=0.0.0.0 \
    PORT=8080 \
    DATABASE_PATH=/data/bellwether.db
WORKDIR /app
COPY package.json ./
# Native libraries, and the fonts that pictures are written in. All else is in the bundle.
COPY --from=packages /app/node_modules/better-sqlite3 node_modules/better-sqlite3
COPY --from=packages /app/node_modules/@resvg node_modules/@resvg
COPY --from=packages /app/node_modules/@expo-google-fonts node_modules/@expo-google-fonts
COPY --from=packages /app/node_modules/dejavu-fonts-ttf/LICENSE node_modules/dejavu-fonts-ttf/LICENSE
COPY --from=packages /app/node_modules/dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf node_modules/dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf
COPY --from=build /app/dist dist
COPY --chmod=755 deploy/entrypoint.sh /usr/local/bin/entrypoint
# No VOLUME line: Railway refuses images that have one.
RUN install -d -o node -g node -m 700 /data && install -d -o node -g node dist/.compile-cache
USER node
# V8's code cache belongs to a user id, so it is filled as `node`: by one start that finds no Telegram, stopped after 5 s.
RUN export DATABASE_PATH=/tmp/warm/bellwether.db TELEGRAM_BOT_TOKEN=1:warm TELEGRAM_API_ROOT=http://127.0.0.1:9; \
    node dist/main.js --check-config && \
    { timeout --signal=TERM --kill-after=30 5 node dist/main.js >/dev/null 2>&1 || true; } && \
    rm -rf /tmp/warm && test -n "$(ls -A dist/.compile-cache)"
USER root
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=10s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["entrypoint"]
CMD ["node", "dist/main.js"]

FROM platform
USER node
