import { jestProject } from "../jest.project.js";

export default jestProject("server", import.meta.dirname);
