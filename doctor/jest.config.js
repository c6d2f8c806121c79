import { jestProject } from "../jest.project.js";

export default jestProject("doctor", import.meta.dirname);
