# The order manager. Build from the repository: docker build -f deploy/docker/webhook.Dockerfile --build-arg RELEASE=0.1.0 -t bottrader-webhook:0.1.0 .
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
ENV CI=1 CHECKPOINT_DISABLE=1 DO_NOT_TRACK=1 TURBO_TELEMETRY_DISABLED=1 PRISMA_SCHEMA_ENGINE_BINARY=/bin/false
RUN npm install --global --no-audit --no-fund pnpm@10.34.9
WORKDIR /build
# The lock file alone decides what is downloaded: a change of source does not download again
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
RUN pnpm fetch
COPY . .
RUN pnpm install --frozen-lockfile --offline
RUN pnpm exec turbo run build --filter=@bottrader/webhook... --filter=@bottrader/cli... \
    --output-logs=errors-only --no-update-notifier
RUN node deploy/docker/assemble.mjs webhook /out
WORKDIR /out
# The compiler is an optional peer of one library's types and the largest thing here but one
RUN pnpm install --prod --frozen-lockfile --offline --ignore-scripts \
    --filter-prod=@bottrader/webhook... --filter-prod=@bottrader/cli... \
  && rm -rf node_modules/.pnpm/typescript@* node_modules/.pnpm/@typescript+*

FROM ${NODE_IMAGE}
ARG RELEASE=0.1.0
ENV NODE_ENV=production RELEASE=${RELEASE} HOST=0.0.0.0 PORT=8080 BOTTRADER_HOME=/data
RUN groupadd --gid 10001 bottrader \
  && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin bottrader \
  && install --directory --owner=10001 --group=10001 --mode=0750 /data \
  && printf '#!/bin/sh\nexec node /app/packages/cli/dist/main.js "$@"\n' > /usr/local/bin/bottrader \
  && chmod 0755 /usr/local/bin/bottrader
WORKDIR /app
# Owned by root: the service can read itself, not change itself
COPY --from=build /out /app
USER 10001:10001
# As the user that will run it: an image whose files cannot be read or found must not be built
RUN bottrader config --check \
  && node --input-type=module --eval "await import('/app/services/webhook/dist/compose.js'); await import('/app/packages/store-prisma/dist/migrate.js')"
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "--eval", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "services/webhook/dist/main.js"]
