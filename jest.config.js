import { TEST_TIMEOUT_MS } from "./jest.project.js";

export default {
  testTimeout: TEST_TIMEOUT_MS,
  // Jest's default leaves one core idle. A worker that has grown is replaced: collecting coverage slows down with every file it has loaded.
  maxWorkers: "100%",
  workerIdleMemoryLimit: "1GB",
  // On a busy machine, a worker that has loaded hundreds of megabytes may need more than Jest's 500 ms to end. A leak is still reported.
  workerGracefulExitTimeout: 5_000,
  // Printed by --coverage in .ci/run. Programs that tests start as processes of their own do not count.
  coverageProvider: "v8",
  coverageReporters: ["text-summary"],
  projects: [
    "<rootDir>/shared/contract",
    "<rootDir>/shared/cos-signature",
    "<rootDir>/server",
    "<rootDir>/development",
    "<rootDir>/doctor",
    "<rootDir>/local-cloud",
    "<rootDir>/api-docs",
    "<rootDir>/miniprogram",
    "<rootDir>/preview",
    "<rootDir>/examples",
    "<rootDir>/e2e",
    "<rootDir>/e2e/browser",
  ],
  reporters: ["default", "<rootDir>/jest.closing-line.js"],
};
