import { jestProject } from "../../jest.project.js";

export default {
  ...jestProject("e2e in Chromium", import.meta.dirname),
  globalSetup: "<rootDir>/find-chromium.ts",
};
