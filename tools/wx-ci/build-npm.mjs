// Runs WeChat's npm build (the "Build npm" of DevTools) in the folder of a mini program: node build-npm.mjs FOLDER
import { createRequire } from "node:module";
import { resolve } from "node:path";

const ci = createRequire(import.meta.url)("miniprogram-ci");
const [folder = "."] = process.argv.slice(2);

const project = new ci.Project({
  appid: "touristappid",
  type: "miniProgram",
  projectPath: resolve(folder),
  privateKey: "none",
  ignores: ["node_modules/**/*"],
  // miniprogram-ci 2.1.42 reads this instead of asking WeChat's server. It is undocumented, so package.json pins the exact version.
  attr: async () => ci.DefaultProjectAttr,
});
const warnings = await ci.packNpm(project, { reporter: () => {} });
for (const warning of warnings) process.stderr.write(`${JSON.stringify(warning)}\n`);
// The compiler's worker processes would keep this process alive.
process.exit(warnings.length > 0 ? 1 : 0);
