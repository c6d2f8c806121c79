/**
 * Prints the names of all calls that WeChat's typings declare, as JSON. `--update` writes them to src/wx/wechat-names.json instead.
 * Run it after an update of miniprogram-api-typings: `npm run wechat-names --workspace preview`
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const OUTPUT = fileURLToPath(new URL("../src/wx/wechat-names.json", import.meta.url));

/** The interface of each object, by the object's name in messages, and the declaration file in miniprogram-api-typings. */
const INTERFACES = {
  wx: ["Wx", "lib.wx.api.d.ts"],
  "wx.cloud": ["WxCloud", "lib.wx.cloud.d.ts"],
  "wx.router": ["Router", "lib.wx.api.d.ts"],
  "wx.worklet": ["Worklet", "lib.wx.api.d.ts"],
  FileSystemManager: ["FileSystemManager", "lib.wx.api.d.ts"],
  RequestTask: ["RequestTask", "lib.wx.api.d.ts"],
  UploadTask: ["UploadTask", "lib.wx.api.d.ts"],
  DownloadTask: ["DownloadTask", "lib.wx.api.d.ts"],
  VideoContext: ["VideoContext", "lib.wx.api.d.ts"],
};

const typings = dirname(createRequire(import.meta.url).resolve("miniprogram-api-typings/package.json"));
const names = Object.fromEntries(
  Object.entries(INTERFACES).map(([object, [name, file]]) => {
    const text = readFileSync(join(typings, "types/wx", file), "utf8");
    return [object, memberNames(text.replace(/\/\*[\s\S]*?\*\//g, ""), name)];
  }),
);
const json = `{\n${Object.entries(names).map(toJson).join(",\n")}\n}\n`;
if (process.argv.includes("--update")) writeFileSync(OUTPUT, json);
else process.stdout.write(json);

/** Returns the names of an interface's own members, sorted. A deeper indentation belongs to a member's parameters. */
function memberNames(text, name) {
  const [, indentation, body] = new RegExp(`^( *)interface ${name} \\{\\n([\\s\\S]*?)^\\1\\}`, "m").exec(text) ?? [];
  if (body === undefined) throw new Error(`WeChat's typings declare no interface ${name}`);
  const member = new RegExp(`^${indentation} {4}(?:readonly )?([A-Za-z]\\w*)\\??[(:<]`, "gm");
  return [...new Set([...body.matchAll(member)].map(([, found]) => found))].sort();
}

/** Formats one list as Biome does: on one line if it fits. */
function toJson([object, list]) {
  const texts = list.map((name) => JSON.stringify(name));
  const line = `  ${JSON.stringify(object)}: [${texts.join(", ")}]`;
  return line.length < 120 ? line : `  ${JSON.stringify(object)}: [\n    ${texts.join(",\n    ")}\n  ]`;
}
