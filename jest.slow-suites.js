/**
 * Suites that send a gigabyte, store thousands of objects, pack and install packages, run and kill several servers,
 * look at every state in a browser, run promtool for each alert, wait for the time limits of connections, or try thousands of inputs or failures.
 * They run in CI. To run them elsewhere, set CI=true.
 */
const SLOW_SUITES = [
  "e2e/browser/test/add-to-your-mini-program.test.ts",
  "e2e/browser/test/appearance.test.ts",
  "e2e/browser/test/failures.test.ts",
  "e2e/browser/test/large-files.test.ts",
  "e2e/browser/test/my-uploads-appearance.test.ts",
  "e2e/browser/test/my-uploads.test.ts",
  "e2e/browser/test/order.test.ts",
  "e2e/browser/test/tiles.test.ts",
  "e2e/browser/test/web-page.test.ts",
  "e2e/test/multipart-replicas.test.ts",
  "e2e/test/production-install.test.ts",
  "e2e/test/replicas.test.ts",
  "e2e/test/sts-lifetime.test.ts",
  "e2e/test/sts-permissions.test.ts",
  "e2e/test/uploads-list.test.ts",
  "e2e/test/webhook-processes.test.ts",
  "local-cloud/test/cos/large-object.test.ts",
  "local-cloud/test/cos/storage/multipart/kill.test.ts",
  "local-cloud/test/npm/package.test.ts",
  "local-cloud/test/truth/compare-verdicts.test.ts",
  "miniprogram/test/uploader/any-weather.test.ts",
  "miniprogram/test/uploader/multipart/any-weather.test.ts",
  "preview/test/package/package.test.ts",
  "server/test/http/connection-limits.test.ts",
  "server/test/observability/alerts.test.ts",
  "server/test/webhooks/hanging-redis.test.ts",
  "server/test/webhooks/killed-workers.test.ts",
];

/** The suites that this run leaves out. */
export const LEFT_OUT_SUITES = process.env.CI === "true" ? [] : SLOW_SUITES;
