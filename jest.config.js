export default {
  projects: [
    "<rootDir>/shared",
    "<rootDir>/server",
    "<rootDir>/local-cloud",
    "<rootDir>/miniprogram",
    "<rootDir>/preview",
    "<rootDir>/e2e",
    "<rootDir>/e2e/browser",
  ],
  reporters: ["default", "<rootDir>/jest.closing-line.js"],
};
