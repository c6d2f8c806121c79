import { jestProject } from "../jest.project.js";

export default jestProject("preview", import.meta.dirname);
