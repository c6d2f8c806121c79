// Copies the images in the documents from the last run of the browser tests: `npm run keep-images --workspace e2e`.
import { copyFileSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const IMAGES = {
  "zh-desk-light-photos": "preview-desk.zh-CN",
  "zh-phone-dark-photos": "preview-phone.zh-CN",
  "en-desk-dark-photos": "preview-desk",
  "en-phone-light-photos": "preview-phone",
};

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
mkdirSync(at("../../docs/images/"), { recursive: true });
for (const [kept, name] of Object.entries(IMAGES)) {
  copyFileSync(at(`../artefacts/${kept}.png`), at(`../../docs/images/${name}.png`));
}
