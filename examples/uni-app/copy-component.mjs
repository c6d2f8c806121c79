// Copies the component and the library beside it to where uni-app looks for native components. The component needs both folders.
import { cpSync } from "node:fs";

for (const folder of ["cos-uploader", "uploader"]) {
  cpSync(`node_modules/wx-cos-uploader/miniprogram_dist/${folder}`, `src/wxcomponents/${folder}`, { recursive: true });
}
