import { jestProject } from "../jest.project.js";

export default jestProject("api-docs", import.meta.dirname);
