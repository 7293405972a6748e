# Builds everything, then keeps only what runs.
FROM node:22-bookworm-slim AS build
WORKDIR /banyan
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json build.mjs ./
COPY routing-rules routing-rules
COPY comparators comparators
COPY evidence evidence
COPY proxy proxy
COPY dashboards dashboards
COPY cli cli
COPY demo demo
COPY bench bench
RUN npm run build && npm prune --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production
WORKDIR /banyan
# Evidence is kept here; owned by the user, so that a new volume is too.
RUN mkdir /data && chown node:node /data
COPY --from=build /banyan/package.json ./
COPY --from=build /banyan/node_modules node_modules
COPY --from=build /banyan/dist dist
USER node
EXPOSE 8080 8081
CMD ["node", "dist/cli/banyan.js", "serve", "/etc/banyan/banyan.yaml"]
