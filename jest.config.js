import { TEST_TIMEOUT_MS } from "./jest.project.js";

export default {
  testTimeout: TEST_TIMEOUT_MS,
  // Printed by --coverage, as .ci/run has it. Programs that tests start as processes of their own do not count.
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
