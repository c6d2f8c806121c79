import { jestProject } from "../../jest.project.js";

export default jestProject("cos-signature", import.meta.dirname);
