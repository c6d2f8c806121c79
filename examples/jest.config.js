import { jestProject } from "../jest.project.js";

export default jestProject("examples", import.meta.dirname);
