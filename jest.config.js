export default {
  projects: [
    "<rootDir>/shared",
    "<rootDir>/server",
    "<rootDir>/local-cloud",
    "<rootDir>/api-docs",
    "<rootDir>/miniprogram",
    "<rootDir>/examples",
    "<rootDir>/e2e",
  ],
  reporters: ["default", "<rootDir>/jest.closing-line.js"],
};
