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
    // Processes and browsers are started in tests, on machines that do other things too.
    testTimeout: 60_000,
    testEnvironmentOptions: { customExportConditions: ["source", "node", "require", "default"] },
    transform: {
      "\\.ts$": [
        "@swc/jest",
        { jsc: { parser: { syntax: "typescript" }, target: "es2023" }, module: { type: "commonjs" } },
      ],
    },
  };
}
