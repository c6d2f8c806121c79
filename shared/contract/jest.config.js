import { jestProject } from "../../jest.project.js";

export default jestProject("contract", import.meta.dirname);
