import { jestProject } from "../jest.project.js";

export default jestProject("miniprogram", import.meta.dirname);
