# Builds an image of the signing server alone, without the local COS, the preview or a compiler.
FROM node:24-alpine AS build
WORKDIR /build
COPY . .
RUN npm ci --ignore-scripts --no-audit --no-fund
RUN deploy/install-production.sh /app

FROM node:24-alpine
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=build /app /app
# The server runs without root and writes no file. Run it with a read-only root file system.
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node runs as process 1, so it receives SIGTERM. It completes the requests in flight before it exits.
CMD ["node", "--enable-source-maps", "server/dist/main.js"]
