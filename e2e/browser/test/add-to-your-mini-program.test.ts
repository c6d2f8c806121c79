import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { type Stack, startStack } from "../../stack/start-stack.ts";
import { describeInChromium, launchChromium } from "../browser.ts";
import { drawPhoto } from "../draw-photo.ts";
import type { ChosenFile } from "../preview-page.ts";

const REPOSITORY = join(__dirname, "../../..");
const SOURCE = join(REPOSITORY, "miniprogram/src");
const MIB = 1024 * 1024;

/** The signing server in the documented examples, and in these pages: http, as the URLs of a local bucket are. */
const DOCUMENTED_SERVER = "https://sign.example.com";
const SERVER = "http://sign.example.com";
/** The shop in the documented examples. */
const SHOP = "https://shop.example.com/orders";

describeInChromium.each(["docs/add-to-your-mini-program.md", "docs/add-to-your-mini-program.zh-CN.md"])(
  "a mini program built from the examples in %s",
  (document) => {
    let browser: Browser;
    let directory: string;
    let stack: Stack;
    let page: Page;
    let photo: ChosenFile;

    beforeAll(async () => {
      browser = await launchChromium();
      directory = await mkdtemp(join(tmpdir(), "e2e-add-"));
      const text = await readFile(join(REPOSITORY, document), "utf8");
      await makeMiniProgram(directory, text.replaceAll(DOCUMENTED_SERVER, SERVER));
      stack = await startStack({ previewOf: directory, maxBytes: { photo: MIB, video: MIB, other: MIB } });
      const blank = await browser.newPage();
      photo = await drawPhoto(blank, 7);
      await blank.close();
    });

    beforeEach(async () => {
      page = await browser.newPage({ locale: "en-US" });
      page.setDefaultTimeout(10_000);
      await page.addInitScript(() => localStorage.setItem("preview: privacy consent", "given"));
      // The examples name servers on the internet, so redirect their requests to the stack.
      await page.route(`${SERVER}/**`, async (route) => {
        const { pathname, search } = new URL(route.request().url());
        await route.fulfill({ response: await route.fetch({ url: `${stack.serverUrl}${pathname}${search}` }) });
      });
    });

    afterEach(async () => {
      await expect(page.locator(".preview-errors").allInnerTexts()).resolves.toEqual([]);
      await page.close();
    });

    afterAll(async () => {
      await browser.close();
      await stack.close();
      await rm(directory, { recursive: true });
    });

    async function open(name: string): Promise<void> {
      await page.goto(`${stack.serverUrl}/preview/page#pages/${name}/${name}`);
      await page.locator("wx-page").waitFor();
    }

    async function pick(): Promise<void> {
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button").first().click()]);
      await chooser.setFiles([photo]);
    }

    /** Returns the object keys that are new in the bucket. */
    async function newKeys(before: readonly string[]): Promise<readonly string[]> {
      return (await stack.bucket.keys()).filter((key) => !before.includes(key));
    }

    test("uploads with the component, and the page receives the object key", async () => {
      const before = await stack.bucket.keys();
      const logged = page.waitForEvent("console");
      await open("component");
      await pick();
      expect([(await logged).text()]).toEqual(await newKeys(before));
    });

    test("uploads in a form only when the form is submitted, and the order contains the object key", async () => {
      const before = await stack.bucket.keys();
      await open("form");
      await pick();
      await page.getByRole("group", { name: /Ready$/ }).waitFor();
      expect(await newKeys(before)).toEqual([]);
      const ordered = page.waitForRequest(SHOP);
      await page.route(SHOP, (route) => route.fulfill({ body: "{}", headers: { "access-control-allow-origin": "*" } }));
      await page.locator("wx-button").last().click();
      expect((await ordered).postDataJSON()).toEqual({ objectKeys: await newKeys(before) });
    });

    test("uploads with the library, and the page receives the object key", async () => {
      const before = await stack.bucket.keys();
      const logged = page.waitForEvent("console");
      await open("library");
      await pick();
      expect([(await logged).text()]).toEqual(await newKeys(before));
    });
  },
);

/** Creates a mini program with the documented examples as pages. Copies the component and the library as the document says. */
async function makeMiniProgram(directory: string, text: string): Promise<void> {
  const [, , component, componentScript, form, formScript, libraryScript] = [
    ...text.matchAll(/```\w+\n([\s\S]*?)```/g),
  ].map(([, code = ""]) => code);
  const pages: Readonly<Record<string, readonly [wxml: string | undefined, js: string | undefined]>> = {
    component: [component, componentScript],
    form: [form, formScript],
    library: ['<button bindtap="onPick">pick</button>', withCopiedLibrary(libraryScript ?? "")],
  };
  const files: Record<string, string> = {
    "project.config.json": JSON.stringify({ setting: { urlCheck: false } }),
    "app.json": JSON.stringify({ pages: Object.keys(pages).map((name) => `pages/${name}/${name}`) }),
    "app.js": "App({});",
  };
  for (const [name, [wxml = "", js = ""]] of Object.entries(pages)) {
    const usingComponents = { "cos-uploader": "/components/cos-uploader/index" };
    files[`pages/${name}/${name}.wxml`] = wxml;
    files[`pages/${name}/${name}.js`] = js;
    files[`pages/${name}/${name}.json`] = JSON.stringify({ usingComponents });
  }
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
  await cp(join(SOURCE, "components/cos-uploader"), join(directory, "components/cos-uploader"), { recursive: true });
  await cp(join(SOURCE, "uploader"), join(directory, "uploader"), { recursive: true });
}

/** Rewrites a script's import for the copied library, where each function has its own file. The npm package has one file. */
function withCopiedLibrary(script: string): string {
  const fromNpm = 'const { createWechatLogin, createWechatUploader, UploadError } = require("wx-cos-uploader");';
  expect(script).toContain(fromNpm);
  return script.replace(
    fromNpm,
    `const { createWechatLogin } = require("../../uploader/wechat-login");
const { createWechatUploader } = require("../../uploader/wechat-uploader");
const { UploadError } = require("../../uploader/index");`,
  );
}
