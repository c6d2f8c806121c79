import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { closeScope, createCancelScope, type UploadTask } from "../../src/uploader/index";
import { createFakeMultipartCloud, type FakeMultipartCloud } from "../fakes/fake-multipart-cloud";
import { createFakeWechat } from "../fakes/fake-wechat";
import { createFakeWechatCalls } from "../fakes/fake-wechat-calls";
import { mountComponent } from "../fakes/mount-component";
import { createSigningServer } from "../fakes/signatures";
import { NO_EXCEPTION, REQUEST_RESULT } from "../fakes/wechat-results";
import { video } from "../uploader/multipart/multipart-fixture";
import { createPhone } from "./phone-context";

const VIDEO = "wxfile://tmp/video.mp4";

interface StorageOption {
  readonly key: string;
  readonly data?: unknown;
  success(result: unknown): void;
  fail(failure: unknown): void;
}

/** `wx.request` of a phone, over a fake cloud. Buffers come from another realm, as the phone's scripts make them. */
function respondBy(onRequest: FakeMultipartCloud["onRequest"]) {
  return (option: WechatMiniprogram.RequestOption<string>) => {
    const scope = createCancelScope();
    const { url, header = {}, data } = option;
    const method = option.method === "PUT" ? "PUT" : "POST";
    const isBytes = Object.prototype.toString.call(data) === "[object ArrayBuffer]";
    const body = isBytes ? Uint8Array.from(new Uint8Array(Object(data))).buffer : String(data);
    const headers = Object.fromEntries(Object.entries(header).map(([name, value]) => [name, String(value)]));
    void onRequest({ method, url, header: headers, data: body, timeout: 1_000 }, scope).then((reply) => {
      closeScope(scope);
      if (reply === "never") return;
      if (typeof reply === "string")
        option.fail?.({ errMsg: reply, errno: 0, exception: NO_EXCEPTION, useHttpDNS: false });
      else option.success?.({ ...REQUEST_RESULT, ...reply, header: Object(reply.header) });
    });
    return { abort: () => closeScope(scope) };
  };
}

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

const manifest = () => JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
const text = (path: string) => readFileSync(join(installed, "miniprogram_dist", path), "utf8");
const files = () =>
  readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1));

test("holds what WeChat's npm build copies, ES modules, and what web pages need", () => {
  const isType = (file: string) => /^(miniprogram_dist|browser)\/types\//.test(file);
  const own = files().filter((file) => !isType(file));
  expect(own.sort()).toEqual([
    "README.md",
    "attributes.d.ts",
    "browser/index.d.ts",
    "browser/index.js",
    "esm/browser.d.mts",
    "esm/browser.mjs",
    "esm/index.d.mts",
    "esm/index.mjs",
    "esm/multipart.d.mts",
    "esm/multipart.mjs",
    "esm/shared.mjs",
    "esm/uploads.d.mts",
    "esm/uploads.mjs",
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
    "miniprogram_dist/index.d.ts",
    "miniprogram_dist/index.js",
    "miniprogram_dist/multipart.d.ts",
    "miniprogram_dist/multipart.js",
    "miniprogram_dist/uploader/index.d.ts",
    "miniprogram_dist/uploader/index.js",
    "miniprogram_dist/uploader/multipart.d.ts",
    "miniprogram_dist/uploader/multipart.js",
    "miniprogram_dist/uploader/uploads.d.ts",
    "miniprogram_dist/uploader/uploads.js",
    "miniprogram_dist/uploads.d.ts",
    "miniprogram_dist/uploads.js",
    "package.json",
    "react.d.ts",
    "vue.d.ts",
  ]);
  expect(files().filter((file) => isType(file) && !file.endsWith(".d.ts"))).toEqual([]);
});

test("has no code for web pages where WeChat's npm build copies it", () => {
  const scripts = files().filter((file) => /^miniprogram_dist\/.*\.js$/.test(file));
  const code = scripts.map((file) => readFileSync(join(installed, file), "utf8")).join("\n");
  expect(code.match(/XMLHttpRequest|FormData|createObjectURL/g)).toBeNull();
});

test("names the folder in package.json and has no runtime dependency", () => {
  const { miniprogram, dependencies, peerDependencies } = manifest();
  expect([miniprogram, dependencies, peerDependencies]).toEqual(["miniprogram_dist", undefined, undefined]);
});

// With any other ending, miniprogram-ci 2.1 may skip a package without a warning, and the mini program keeps the old one.
test("has a main that ends in .js, and exports package.json", () => {
  const { main, exports } = manifest();
  expect(main).toMatch(/\.js$/);
  expect(exports["./package.json"]).toBe("./package.json");
});

test("exports only files that it has, and the same file as declarations and code", () => {
  const targets = (value: unknown): string[] =>
    typeof value === "string" ? [value] : Object.values(Object(value)).flatMap(targets);
  const exported = targets(manifest().exports).filter((path) => !path.includes("*"));
  expect(exported.length).toBeGreaterThan(15);
  expect(exported.filter((path) => !existsSync(join(installed, path)))).toEqual([]);
});

test("every path to the library is the same module", () => {
  const load = createRequire(join(directory, "app.js"));
  const multipart = ["/multipart", "/miniprogram_dist/uploader/multipart"];
  expect(new Set(multipart.map((path): unknown => load(`wx-cos-uploader${path}`))).size).toBe(1);
  const paths = ["", "/uploader", "/uploader/index", "/miniprogram_dist/uploader/index"];
  const [first, ...others] = paths.map((path): unknown => load(`wx-cos-uploader${path}`));
  expect(others.map((other) => other === first)).toEqual([true, true, true]);
});

test.each([
  "cos-uploader/index.js",
  "uploader/index.js",
  "uploader/multipart.js",
  "multipart.js",
  "index.js",
])("%s imports nothing from outside", (file) => {
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

describe("in Node, which is no mini program", () => {
  const use = (code: string) => () => run(process.execPath, ["--input-type=module", "--eval", code], directory);
  const library = 'import { createUploader, createWechatLogin, createWechatUploader } from "wx-cos-uploader";';

  test("runs, and an invalid option throws with the fix", () => {
    expect(use(`${library} createUploader({ serverUrl: "sign.example.com" });`)).toThrow(
      'serverUrl is "sign.example.com"',
    );
  });

  test.each(["createWechatUploader", "createWechatLogin"])("%s throws with what to use", (name) => {
    const call = `${name}({ serverUrl: "https://sign.example.com" });`;
    const message =
      /TypeError: wx\.getFileSystemManager is missing.*createUploader\(\{ platform \}\).*wx-cos-uploader\/browser/;
    expect(use(`${library} ${call}`)).toThrow(message);
    expect(use(`${library} globalThis.wx = { request() {} }; ${call}`)).toThrow(message);
  });

  test("the entry for web pages can be imported, as servers do that render pages", () => {
    const code = `import { UploadError } from "wx-cos-uploader";
      import { createMultipart } from "wx-cos-uploader/multipart";
      import { createUploadsClient } from "wx-cos-uploader/uploads";
      import * as browser from "wx-cos-uploader/browser";
      browser.createBrowserUploader({ serverUrl: "https://sign.example.com", multipart: createMultipart() });
      createUploadsClient({ serverUrl: "https://sign.example.com", platform: browser.createBrowserPlatform() });
      if (browser.UploadError !== UploadError) throw new Error("two copies");`;
    expect(use(code)()).toBe("");
  });
});

describe("on a phone, whose engine has ES2018 and neither Node's nor a browser's globals", () => {
  const PHOTO = "wxfile://tmp/photo.jpg";
  const BYTES = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4]);
  const STORED = { statusCode: 200, header: { ETag: '"abc"', "X-Cos-Request-Id": "NjQw" } };

  /** A phone with a signing server that requires WeChat's login, and a bucket. */
  function createLibraryPhone() {
    const server = createSigningServer();
    const respond = (statusCode: number, body: unknown) => ({ statusCode, data: JSON.stringify(body) });
    const wechat = createFakeWechat({
      files: { [PHOTO]: { bytes: BYTES, digest: "d41d8cd98f00b204e9800998ecf8427e" } },
      onLogin: () => ({ code: "a code" }),
      onRequest({ url, method, data, header }) {
        if (method === "PUT") return STORED;
        if (url.endsWith("/login")) return respond(200, { token: "a token", expiresInSeconds: 60 });
        if (header?.["Authorization"] !== "Bearer a token") return respond(401, { code: "login_required" });
        return respond(200, server.respond({ url, ...(typeof data === "string" && { data }) }));
      },
      onUploadFile: () => STORED,
    });
    const phone = createPhone({ wx: wechat.wx });
    return { phone, wechat, library: Object(phone.load(join(installed, "miniprogram_dist/index.js"))) };
  }

  test("has none of the globals that phones lack", () => {
    const { phone } = createLibraryPhone();
    const missing =
      "URL URLSearchParams TextEncoder TextDecoder AbortController Blob File fetch crypto atob btoa BigInt structuredClone queueMicrotask globalThis process Buffer require";
    const found = missing.split(" ").filter((name) => phone.evaluate(`typeof ${name}`) !== "undefined");
    expect(found).toEqual([]);
    expect(phone.deleted).toEqual(
      expect.arrayContaining(["BigInt", "globalThis", "flatMap", "fromEntries", "matchAll"]),
    );
    expect(phone.evaluate("typeof wx.request")).toBe("function");
  });

  test.each([
    ["a form", { method: "post" }, ["uploadFile"]],
    ["PUT with its MD5, compressed", { method: "put", checkIntegrity: true, compress: { minBytes: 0 } }, []],
  ])("uploads two photos by %s, with a login and one request for both signatures", async (_, options, forms) => {
    const { wechat, library } = createLibraryPhone();
    const serverUrl = "https://sign.example.com";
    const uploader = library.createWechatUploader({ serverUrl, authorize: library.createWechatLogin({ serverUrl }) });
    const tasks: UploadTask[] = uploader.uploadAll([{ filePath: PHOTO }, { filePath: PHOTO }], options);
    const results = await Promise.all(tasks.map(({ result }) => result));
    expect(results.map(({ objectKey, etag }) => [objectKey, etag])).toEqual([
      ["uploads/1.jpg", "abc"],
      ["uploads/2.jpg", "abc"],
    ]);
    expect([...new Set(wechat.calls.filter((name) => name === "uploadFile"))]).toEqual(forms);
    expect(wechat.requests.filter(({ url }) => url.endsWith("/batch"))).toHaveLength(2);
  });

  test("sends a video in parts, and the next start of the app continues with the parts that are missing", async () => {
    const content = video(20_500);
    let killedAfter = 12;
    const cloud = createFakeMultipartCloud({
      fateOf: ({ name }) => (name === "part" && killedAfter-- <= 0 ? "never" : undefined),
    });
    const storage = new Map<string, unknown>();
    const begin = () => {
      const wechat = createFakeWechat({ files: { [VIDEO]: { bytes: content } }, hasDescriptors: true });
      const phone = createPhone({
        wx: {
          ...wechat.wx,
          request: respondBy(cloud.onRequest),
          getStorage: ({ key, success, fail }: StorageOption) =>
            storage.has(key) ? success({ data: storage.get(key) }) : fail({ errMsg: "getStorage:fail data not found" }),
          setStorage: ({ key, data, success }: StorageOption) => success(storage.set(key, data)),
          removeStorage: ({ key, success }: StorageOption) => success(storage.delete(key)),
        },
      });
      const library = Object(phone.load(join(installed, "miniprogram_dist/index.js")));
      const { createMultipart } = Object(phone.load(join(installed, "miniprogram_dist/multipart.js")));
      const serverUrl = "https://sign.example.com";
      const multipart = createMultipart({ thresholdBytes: 2_000 });
      const uploader = library.createWechatUploader({ serverUrl, multipart });
      const task: UploadTask = uploader.upload({ filePath: VIDEO });
      return { task, wechat, library };
    };
    const first = begin();
    while (killedAfter >= 0) await new Promise((resolve) => setTimeout(resolve, 5));
    first.task.pause();
    expect([storage.size, cloud.objects.size]).toEqual([1, 0]);
    killedAfter = 1_000;
    cloud.dropConnections();
    const sent = cloud.sentParts().length;
    const { task, wechat } = begin();
    expect(await task.result).toMatchObject({ method: "multipart", bytes: 20_500 });
    expect([...cloud.objects.values()]).toEqual([content]);
    expect(cloud.sentParts().length - sent).toBe(21 - 12);
    expect([cloud.faults, storage.size, wechat.descriptors.size]).toEqual([[], 0, 0]);
  });

  test("lists what is stored, and reports failures by the library's own error", async () => {
    const PAGE = { uploads: [], expiresAt: 1_795_445_656, expiresInSeconds: 600 };
    const replies = [
      { statusCode: 200, body: PAGE },
      { statusCode: 401, body: { code: "login_required" } },
    ];
    const wechat = createFakeWechat({
      onRequest() {
        const { statusCode = 500, body = {} } = replies.shift() ?? {};
        return { statusCode, data: JSON.stringify(body) };
      },
    });
    const phone = createPhone({ wx: wechat.wx });
    const { createUploadsClient } = Object(phone.load(join(installed, "miniprogram_dist/uploads.js")));
    const { UploadError } = Object(phone.load(join(installed, "miniprogram_dist/index.js")));
    const client = createUploadsClient({ serverUrl: "https://sign.example.com" });
    expect({ ...(await client.list({ limit: 2 })) }).toEqual({ ...PAGE, cursor: undefined });
    const failure: unknown = await client.list().catch((error: unknown) => error);
    expect(failure instanceof UploadError).toBe(true);
    expect(failure).toMatchObject({ code: "sign_refused", remoteCode: "login_required" });
    expect(wechat.requests.map(({ url }) => url)).toEqual([
      "https://sign.example.com/uploads?limit=2",
      "https://sign.example.com/uploads",
    ]);
  });

  test("removes Exif from a photo", () => {
    const { library } = createLibraryPhone();
    expect(typeof library.createExifStripper).toBe("function");
    expect([...library.stripExif(new Uint8Array(3))]).toEqual([0, 0, 0]);
  });

  test("names both folders if the component was copied without the library", () => {
    const alone = join(directory, "wxcomponents/cos-uploader");
    cpSync(join(installed, "miniprogram_dist/cos-uploader"), alone, { recursive: true });
    expect(() => createPhone({ wx: {} }).load(join(alone, "index.js"))).toThrow(
      "cos-uploader needs the folder uploader beside its own: copy both folders of miniprogram_dist",
    );
  });

  test("loads the component, which registers itself", () => {
    const registered: unknown[] = [];
    const phone = createPhone({ wx: {}, Component: (option: unknown) => registered.push(option) });
    phone.load(join(installed, "miniprogram_dist/cos-uploader/index.js"));
    expect(registered).toHaveLength(1);
  });
});

/** What TypeScript needs of other projects: no typings of WeChat, and declarations that are themselves checked. */
test("type-checks a TypeScript mini program that imports it, without miniprogram-api-typings", () => {
  const consumer = (options: string) => `
    import { createWechatUploader, UploadError, type UploadResult } from "wx-cos-uploader";
    import { createMultipart, type MultipartOptions } from "wx-cos-uploader/multipart";
    import { createUploadsClient, type ListedUpload } from "wx-cos-uploader/uploads";
    import type { CosUploaderMethods, UploadFile, UploaderEvents } from "wx-cos-uploader/cos-uploader/index";
    const result: Promise<UploadResult> = createWechatUploader({ ${options} }).upload({ filePath: "a.jpg" }).result;
    const large: MultipartOptions = { thresholdBytes: 1 };
    export const list = (): Promise<readonly ListedUpload[]> => createUploadsClient({ serverUrl: "https://s" }).list().then(({ uploads }) => uploads);
    export const all = [result, UploadError, createWechatUploader({ serverUrl: "https://s", multipart: createMultipart(large) })];
    export type All = [CosUploaderMethods, UploadFile, UploaderEvents["success"]];`;
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: "esnext",
    moduleResolution: "bundler",
    lib: ["es2018"],
    types: [],
    skipLibCheck: false,
  };
  writeFileSync(join(directory, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));
  const check = () => run(join(REPOSITORY, "node_modules/.bin/tsc"), ["--project", directory], directory);
  writeFileSync(join(directory, "consumer.ts"), consumer('serverUrl: "https://s"'));
  expect(check()).toBe("");
  writeFileSync(join(directory, "consumer.ts"), consumer("serverUrl: 7"));
  expect(check).toThrow(/Type 'number' is not assignable to type 'string'/);
});

describe.each(["typescript", "typescript.zh-CN", "in-the-browser", "in-the-browser.zh-CN"])("docs/%s.md", (name) => {
  test("has only TypeScript that compiles", () => {
    const folder = join(directory, name);
    mkdirSync(folder);
    const document = readFileSync(join(REPOSITORY, `docs/${name}.md`), "utf8");
    const snippets = [...document.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code);
    expect(snippets.length).toBeGreaterThanOrEqual(2);
    for (const [index, code] of snippets.entries()) writeFileSync(join(folder, `snippet-${index}.ts`), code);
    const compilerOptions = {
      strict: true,
      noEmit: true,
      module: "esnext",
      moduleResolution: "bundler",
      lib: ["es2020", "dom"],
      types: [join(REPOSITORY, "node_modules/miniprogram-api-typings")],
      // WeChat's typings and the DOM both declare timers.
      skipLibCheck: true,
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
    expect(run(join(REPOSITORY, "node_modules/.bin/tsc"), ["--project", folder], folder)).toBe("");
  });
});
