# syntax=docker/dockerfile:1

# One image for all programs: the gateway (its default), each subgraph, and what prepares the database.
ARG NODE=node:22-bookworm-slim

FROM ${NODE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build
# All that runs, beside the packages: tests start the programs from a folder made by this very line.
RUN mkdir /runtime && tar -cf - package.json supergraph.yaml dist gateway/supergraph.graphql gateway/api-info/schema.graphql subgraphs/*/schema.graphql operations contracts prisma/migrations | tar -xf - -C /runtime

# Without what only builds, and without the embedded PostgreSQL, which is optional.
FROM ${NODE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM ${NODE}
ENV NODE_ENV=production HOST=0.0.0.0
# docker build --build-arg COMMIT_SHA=$(git rev-parse HEAD): what /version tells.
ARG COMMIT_SHA=
ENV COMMIT_SHA=${COMMIT_SHA}
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /runtime ./
# All that a gateway writes; a volume that is mounted there begins as this user's.
RUN mkdir audit && chown node audit
ENV AUDIT_HEADS_FILE=/app/audit/heads.jsonl
USER node
EXPOSE 4000
# A subgraph listens on the port of its routing_url, which HEALTH_PORT repeats.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HEALTH_PORT ?? 4000}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node"]
CMD ["dist/gateway/main.js"]
