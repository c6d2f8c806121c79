import { jestProject } from "../jest.project.js";

export default jestProject("development", import.meta.dirname);
