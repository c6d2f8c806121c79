import { jestProject } from "../jest.project.js";

export default jestProject("shared", import.meta.dirname);
