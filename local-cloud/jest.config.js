import { jestProject } from "../jest.project.js";

export default jestProject("local-cloud", import.meta.dirname);
