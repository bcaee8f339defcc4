# The gateway, and for the demo the simulator and the example auth server. Configured by environment: see .env.example.
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# npm wants to see every workspace that the lockfile names, also those that it does not install.
COPY tools/node24/package.json tools/node24/
RUN npm ci --omit=dev --workspaces=false --no-audit --no-fund

# The page of the simulator, which only its build needs development packages for.
FROM node:24-slim AS page
WORKDIR /app
COPY package.json package-lock.json ./
COPY tools/node24/package.json tools/node24/
RUN npm ci --workspaces=false --no-audit --no-fund
COPY tsconfig.json ./
COPY simulator simulator/
RUN node node_modules/vite/bin/vite.js build simulator/page

FROM node:24-slim
LABEL org.opencontainers.image.title="Poundkey" \
      org.opencontainers.image.description="Makes a phone the second factor: calls or texts a person for your auth server" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT"
# In a container loopback is reached by nobody; what is published decides who may.
ENV NODE_ENV=production \
    POUNDKEY_HOST=0.0.0.0
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules/
COPY package.json LICENSE ./
COPY bin bin/
COPY src src/
COPY workers workers/
COPY webhooks webhooks/
COPY simulator simulator/
COPY demo demo/
COPY --from=page /app/dist/simulator/page dist/simulator/page/
USER node
# 8080 for auth servers and operators, 8081 for the provider.
EXPOSE 8080 8081
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s --retries=3 CMD ["node", "bin/poundkey.js", "readyz"]
CMD ["node", "src/main.ts"]
