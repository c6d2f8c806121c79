import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createPhone } from "../../../miniprogram/test/package/phone-context.ts";

const EXAMPLES = join(__dirname, "../../../examples");
const OUTPUTS = { "taro-react": "dist", "taro-vue": "dist", "uni-app": "dist/build/mp-weixin" };

test.each(Object.entries(OUTPUTS))("examples/%s loads in an engine with ES2018 and without a browser's globals", (example, folder) => {
  const root = join(EXAMPLES, example, folder);
  const registered: string[] = [];
  const wx = new Proxy({}, { get: (_, name) => (name === "canIUse" ? () => false : () => ({})) });
  const phone = createPhone({ wx, App: () => registered.push("app"), Page: () => registered.push("page"), Component: () => registered.push("component") });
  phone.load(join(root, "app.js"));
  const { pages } = JSON.parse(readFileSync(join(root, "app.json"), "utf8"));
  for (const page of pages) { phone.load(join(root, `${page}.js`)); }
  console.error(registered);
});
