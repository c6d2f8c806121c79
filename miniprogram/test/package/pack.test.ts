import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createFakeWechatCalls } from "../fakes/fake-wechat-calls";
import { mountComponent } from "../fakes/mount-component";

const NPM = join(__dirname, "../../npm");
const REPOSITORY = join(__dirname, "../../..");

let directory: string;
let installed: string;
/** Packs the package as for the registry, and unpacks it as an install does. */
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "pack-"));
  installed = join(directory, "node_modules/wx-cos-uploader");
  mkdirSync(installed, { recursive: true });
  const [{ filename }]: [{ filename: string }] = JSON.parse(
    run("npm", ["pack", "--json", "--pack-destination", directory], NPM),
  );
  run("tar", ["-xzf", join(directory, filename), "--strip-components=1", "-C", installed], directory);
}, 60_000);
afterAll(() => rmSync(directory, { recursive: true }));

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${error?.message ?? stderr}${stdout}`);
  return stdout;
}

const text = (path: string) => readFileSync(join(installed, "miniprogram_dist", path), "utf8");
const files = () =>
  readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1));

test("holds what WeChat's npm build copies, and nothing else", () => {
  const own = files().filter((file) => !file.startsWith("miniprogram_dist/types/"));
  expect(own.sort()).toEqual([
    "README.md",
    "miniprogram_dist/LICENSE",
    "miniprogram_dist/cos-uploader/consent-sheet.wxml",
    "miniprogram_dist/cos-uploader/index.d.ts",
    "miniprogram_dist/cos-uploader/index.js",
    "miniprogram_dist/cos-uploader/index.json",
    "miniprogram_dist/cos-uploader/index.wxml",
    "miniprogram_dist/cos-uploader/index.wxss",
    "miniprogram_dist/cos-uploader/row.wxml",
    "miniprogram_dist/cos-uploader/styles/add-tile.wxss",
    "miniprogram_dist/cos-uploader/styles/buttons.wxss",
    "miniprogram_dist/cos-uploader/styles/consent-sheet.wxss",
    "miniprogram_dist/cos-uploader/styles/drawing.wxss",
    "miniprogram_dist/cos-uploader/styles/file-icons.wxss",
    "miniprogram_dist/cos-uploader/styles/notices.wxss",
    "miniprogram_dist/cos-uploader/styles/order.wxss",
    "miniprogram_dist/cos-uploader/styles/row.wxss",
    "miniprogram_dist/cos-uploader/styles/theme.wxss",
    "miniprogram_dist/cos-uploader/styles/tile-actions.wxss",
    "miniprogram_dist/cos-uploader/styles/tile-marks.wxss",
    "miniprogram_dist/cos-uploader/styles/tile.wxss",
    "miniprogram_dist/cos-uploader/tile.wxml",
    "miniprogram_dist/uploader/index.d.ts",
    "miniprogram_dist/uploader/index.js",
    "package.json",
  ]);
  expect(files().filter((file) => file.startsWith("miniprogram_dist/types/") && !file.endsWith(".d.ts"))).toEqual([]);
});

test("names the folder in package.json and has no runtime dependency", () => {
  const { miniprogram, dependencies, peerDependencies } = JSON.parse(
    readFileSync(join(installed, "package.json"), "utf8"),
  );
  expect([miniprogram, dependencies, peerDependencies]).toEqual(["miniprogram_dist", undefined, undefined]);
});

test.each(["cos-uploader/index.js", "uploader/index.js"])("%s imports nothing from outside", (file) => {
  const needed = [...text(file).matchAll(/\brequire\("([^"]+)"\)/g)].map(([, path = ""]) => path);
  const missing = needed.filter(
    (path) => !existsSync(join(installed, "miniprogram_dist", dirname(file), `${path}.js`)),
  );
  expect(missing).toEqual([]);
  expect(needed.filter((path) => !path.startsWith("."))).toEqual([]);
});

test("has every file that the component's WXML and WXSS import", () => {
  const imported = [
    ...[...text("cos-uploader/index.wxml").matchAll(/<import src="([^"]+)"/g)],
    ...[...text("cos-uploader/index.wxss").matchAll(/@import "([^"]+)"/g)],
  ].map(([, path = ""]) => path);
  expect(imported).toHaveLength(15);
  expect(imported.filter((path) => !existsSync(join(installed, "miniprogram_dist/cos-uploader", path)))).toEqual([]);
  expect(JSON.parse(text("cos-uploader/index.json"))).toEqual({ component: true, usingComponents: {} });
});

test("every WXSS begins with the line that keeps Taro from turning px into rpx", () => {
  const sheets = files().filter((file) => file.endsWith(".wxss"));
  expect(sheets.length).toBeGreaterThan(5);
  const lines = sheets.map((file) => readFileSync(join(installed, file), "utf8").split("\n")[0]);
  expect([...new Set(lines)]).toEqual(["/*postcss-pxtransform disable*/"]);
});

test("runs the packed component", () => {
  const load = createRequire(__filename);
  const { data } = mountComponent(
    () => load(join(installed, "miniprogram_dist/cos-uploader/index.js")),
    createFakeWechatCalls({ language: "en" }).wechat,
    { serverUrl: "https://sign.example.com", max: 3 },
  );
  expect(data["limits"]).toMatchObject({ spoken: "Photos and videos, up to 3" });
});

test("runs the packed library, and an invalid option throws with the fix", () => {
  const library: unknown = createRequire(__filename)(join(installed, "miniprogram_dist/uploader/index.js"));
  const { createUploader, createExifStripper, stripExif } = Object(library);
  expect([typeof createExifStripper, stripExif(new Uint8Array(3))]).toEqual(["function", new Uint8Array(3)]);
  expect(() => createUploader({ serverUrl: "sign.example.com" })).toThrow(/serverUrl/);
});

test("type-checks a TypeScript mini program that imports it", () => {
  const consumer = (options: string) => `
    import { createWechatUploader, UploadError, type UploadResult } from "wx-cos-uploader/uploader/index";
    import type { CosUploaderMethods, UploadFile, UploaderEvents } from "wx-cos-uploader/cos-uploader/index";
    const result: Promise<UploadResult> = createWechatUploader({ ${options} }).upload({ filePath: "a.jpg" }).result;
    export const all = [result, UploadError];
    export type All = [CosUploaderMethods, UploadFile, UploaderEvents["success"]];`;
  symlinkSync(
    join(REPOSITORY, "node_modules/miniprogram-api-typings"),
    join(directory, "node_modules/miniprogram-api-typings"),
  );
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: "esnext",
    moduleResolution: "bundler",
    lib: ["es2020"],
    types: ["miniprogram-api-typings"],
    skipLibCheck: false,
  };
  writeFileSync(join(directory, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));
  const check = () => run(join(REPOSITORY, "node_modules/.bin/tsc"), ["--project", directory], directory);
  writeFileSync(join(directory, "consumer.ts"), consumer('serverUrl: "https://s"'));
  expect(check()).toBe("");
  writeFileSync(join(directory, "consumer.ts"), consumer("serverUrl: 7"));
  expect(check).toThrow(/Type 'number' is not assignable to type 'string'/);
});
