import { cpSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "./typescript.mjs";

const require = createRequire(import.meta.url);
const SOURCES = fileURLToPath(new URL("../../miniprogram/src", import.meta.url));

/** Typings of `wx` and of APIs that resemble it, which createWechatPlatform accepts. */
const APIS = {
  "miniprogram-api-typings-3": "wx",
  "miniprogram-api-typings-4": "wx",
  "miniprogram-api-typings-5": "wx",
  "@douyin-microapp/typings": "tt",
  "@dcloudio/types": "uni",
};

const nodeResolution = (version) => ({ version, resolution: version === "7" ? "bundler" : "node" });

/** Passes each API to the platform. Returns "fits" or the error codes, by typings. The typings themselves may have errors. */
export function checkApis(directory) {
  const results = {};
  for (const [name, api] of Object.entries(APIS)) {
    const types = [dirname(require.resolve(`${name}/package.json`))];
    const options = { types, lib: ["es2020", "dom"], skipLibCheck: true };
    const text = `import { createWechatPlatform, createLoginPlatform } from "wx-cos-uploader";
export const all = [createWechatPlatform(${api}), createLoginPlatform(${api})];\n`;
    const errors = compile(
      join(directory, `api-${api}-${name.replace(/\W/g, "-")}`),
      { ...nodeResolution("5.9"), options },
      { "use.ts": text },
    );
    results[name] = { [api]: Object.values(errors).flat().join(" ") || "fits" };
  }
  return results;
}

/** Compiles the sources as the documents copy them: the component with the library, and the library alone, which needs only timers. */
export function checkCopies(directory) {
  const results = {};
  for (const version of ["5.3", "5.9", "7"]) {
    const types = [dirname(require.resolve("miniprogram-api-typings-5/package.json"))];
    results[`TypeScript ${version}`] = {
      "library and component": compileCopies(
        join(directory, `copies-${version}`),
        version,
        ["uploader", "components/cos-uploader"],
        { types },
      ),
      library: compileCopies(join(directory, `library-${version}`), version, ["uploader"], { lib: ["es2018", "dom"] }),
    };
  }
  return results;
}

function compileCopies(folder, version, copied, options) {
  for (const name of copied) cpSync(join(SOURCES, name), join(folder, name), { recursive: true });
  return describe(compile(folder, { ...nodeResolution(version), options: { ...options, skipLibCheck: true } }, {}));
}

function describe(errors) {
  const [first] = Object.entries(errors);
  return first === undefined ? "compiles" : `${first[0]} ${first[1].join(" ")}`;
}
