import { jestProject } from "../jest.project.js";

export default jestProject("e2e", import.meta.dirname);
