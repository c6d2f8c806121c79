// Copies the images in the documents from the last run of the browser tests: `npm run keep-images --workspace e2e`.
import { copyFileSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const IMAGES = {
  "zh-desk-light-photos": "preview-desk.zh-CN",
  "en-desk-dark-photos": "preview-desk",
  "uploads-zh-phone-dark-list": "my-uploads.zh-CN",
  "uploads-en-phone-light-list": "my-uploads",
};

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
mkdirSync(at("../../docs/images/"), { recursive: true });
for (const [kept, name] of Object.entries(IMAGES)) {
  copyFileSync(at(`../artefacts/${kept}.png`), at(`../../docs/images/${name}.png`));
}
