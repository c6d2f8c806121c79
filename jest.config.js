export default {
  projects: ["<rootDir>/shared", "<rootDir>/server", "<rootDir>/local-cloud", "<rootDir>/miniprogram", "<rootDir>/e2e"],
  reporters: ["default", "<rootDir>/jest.closing-line.js"],
};
