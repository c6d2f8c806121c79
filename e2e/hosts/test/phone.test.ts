import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createPhone } from "../../../miniprogram/test/package/phone-context.ts";
import wechatNames from "../../../preview/src/wx/wechat-names.json";

const EXAMPLES = join(__dirname, "../../../examples");
const OUTPUTS = { "taro-react": "dist", "taro-vue": "dist", "uni-app": "dist/build/mp-weixin" };

test.each(
  Object.entries(OUTPUTS),
)("the output of examples/%s loads on a phone whose engine has ES2018", (example, folder) => {
  const root = join(EXAMPLES, example, folder);
  const registered = { App: 0, Page: 0, Component: 0 };
  const count = (name: keyof typeof registered) => () => {
    registered[name] += 1;
  };
  const wx = Object.fromEntries(wechatNames.wx.map((name) => [name, () => ({})]));
  const constructors = { App: count("App"), Page: count("Page"), Component: count("Component") };
  // WeChat has `global`, and the run times of frameworks use it. Their timers never fire here.
  const phone = createPhone({ wx, ...constructors, global: {}, setTimeout: () => 0, setInterval: () => 0 });
  phone.load(join(root, "app.js"));
  const { pages }: { pages: string[] } = JSON.parse(readFileSync(join(root, "app.json"), "utf8"));
  for (const page of pages) phone.load(join(root, `${page}.js`));
  expect(registered.App).toBe(1);
  expect(registered.Page + registered.Component).toBeGreaterThanOrEqual(pages.length);
});
