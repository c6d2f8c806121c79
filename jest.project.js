/** Processes and browsers are started in tests, on machines that do other things too. Where jest runs many projects it asks the root. */
export const TEST_TIMEOUT_MS = 60_000;

/**
 * One workspace's jest settings. TypeScript is stripped by swc into CommonJS; types are checked by `npm run typecheck`.
 * The "source" condition resolves the other workspaces to their TypeScript, so no test sees a stale build.
 */
export function jestProject(displayName, rootDir) {
  return {
    displayName,
    rootDir,
    roots: ["<rootDir>/test"],
    testMatch: ["**/*.test.ts"],
    testTimeout: TEST_TIMEOUT_MS,
    testEnvironmentOptions: { customExportConditions: ["source", "node", "require", "default"] },
    transform: {
      "\\.ts$": [
        "@swc/jest",
        { jsc: { parser: { syntax: "typescript" }, target: "es2023" }, module: { type: "commonjs" } },
      ],
      // jose has ES modules only, which jest's require does not load.
      "node_modules/jose/.+\\.js$": ["@swc/jest", { jsc: { target: "es2023" }, module: { type: "commonjs" } }],
    },
    transformIgnorePatterns: ["/node_modules/(?!jose/)"],
  };
}
