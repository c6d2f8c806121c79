// Runs WeChat's npm build (the "Build npm" of DevTools) in the folder of a mini program: node build-npm.mjs FOLDER
import { resolve } from "node:path";
import { ci, openProject } from "./compiler.mjs";

const [folder = "."] = process.argv.slice(2);
const warnings = await ci.packNpm(openProject(resolve(folder)), { reporter: () => {} });
for (const warning of warnings) process.stderr.write(`${JSON.stringify(warning)}\n`);
// The compiler's worker processes would keep this process alive.
process.exit(warnings.length > 0 ? 1 : 0);
