# Builds everything, then keeps only what runs. docs/guides/operator.md says how to run it.
FROM node:22.23.3-bookworm-slim AS build
WORKDIR /banyan
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json build.mjs ./
COPY routing-rules routing-rules
COPY comparators comparators
COPY evidence evidence
COPY proxy proxy
COPY dashboards dashboards
COPY cli cli
COPY demo demo
# npm also installs the store's binary for another libc than Debian's.
RUN npm run build && npm prune --omit=dev && rm -rf node_modules/@libsql/*-musl

FROM node:22.23.3-bookworm-slim
ENV NODE_ENV=production
COPY --from=build /banyan/package.json /banyan/
COPY --from=build /banyan/node_modules /banyan/node_modules
COPY --from=build /banyan/dist /banyan/dist
# Evidence is kept in /data, owned by the user, so that a new volume is too. It is the one folder that is written to.
RUN ln -s /banyan/dist/cli/banyan.js /usr/local/bin/banyan && mkdir /data && chown 1000:1000 /data
# Where the store is, unless banyan.yaml says otherwise.
WORKDIR /data
# The user `node`, as a number: Kubernetes cannot tell of a name whether it is root.
USER 1000:1000
EXPOSE 8080 8081
# Whether the proxy lives, whatever is away behind it: who restarts what is unhealthy must not cut off clients for that.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
  CMD ["node", "/banyan/dist/cli/health.js", "127.0.0.1:8080"]
CMD ["banyan", "serve", "/etc/banyan/banyan.yaml"]
