import { LEFT_OUT_SUITES } from "./jest.slow-suites.js";

/**
 * Timeout of one test, in milliseconds. It is long because tests start processes and browsers on machines that are busy with other work.
 * When jest runs several projects, it reads the timeout from the root configuration alone.
 */
export const TEST_TIMEOUT_MS = 60_000;

/**
 * Returns the jest settings of one workspace. swc compiles TypeScript to CommonJS; `npm run typecheck` checks the types.
 * The "source" condition resolves the other workspaces to their TypeScript sources, so no test uses a stale build.
 */
export function jestProject(displayName, rootDir) {
  return {
    displayName,
    rootDir,
    roots: ["<rootDir>/test"],
    testMatch: ["**/*.test.ts"],
    testPathIgnorePatterns: ["/node_modules/", ...LEFT_OUT_SUITES],
    testTimeout: TEST_TIMEOUT_MS,
    testEnvironmentOptions: { customExportConditions: ["source", "node", "require", "default"] },
    transform: {
      "\\.ts$": [
        "@swc/jest",
        { jsc: { parser: { syntax: "typescript" }, target: "es2023" }, module: { type: "commonjs" } },
      ],
      // jose ships only ES modules, which jest's require cannot load.
      "node_modules/jose/.+\\.js$": ["@swc/jest", { jsc: { target: "es2023" }, module: { type: "commonjs" } }],
    },
    transformIgnorePatterns: ["/node_modules/(?!jose/)"],
  };
}
