import { jestProject } from "../../jest.project.js";

// Not among the projects of `npm test`: the examples have to be built first, which `npm run check:hosts` does.
export default {
  ...jestProject("examples in Chromium", import.meta.dirname),
  globalSetup: "<rootDir>/../browser/find-chromium.ts",
};
