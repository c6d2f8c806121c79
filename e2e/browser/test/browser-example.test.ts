import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { type BuiltProgram, startBuilt } from "../../stack/built-server.ts";
import { type Stack, startStack } from "../../stack/start-stack.ts";
import { describeInChromium, launchChromium } from "../browser.ts";
import { drawPhoto } from "../draw-photo.ts";
import type { ChosenFile } from "../preview-page.ts";
import { bundleLibrary } from "../web-page.ts";

const REPOSITORY = join(__dirname, "../../..");
const MIB = 1024 * 1024;

/** The signing server in the example. */
const EXAMPLE_SERVER = "http://127.0.0.1:3000";

describeInChromium("examples/browser", () => {
  let browser: Browser;
  let directory: string;
  let stack: Stack;
  let program: BuiltProgram;
  let page: Page;
  let photos: readonly ChosenFile[];
  const errors: string[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
    directory = await mkdtemp(join(tmpdir(), "e2e-example-"));
    await cp(join(REPOSITORY, "examples/browser"), directory, { recursive: true });
    await installLibrary(directory);
    program = await startBuilt({ program: join(directory, "serve.mjs"), args: ["0"], env: {}, addressCount: 1 });
    const origin = `http://${program.addresses[0]}`;
    stack = await startStack({ serverOrigins: [origin], maxBytes: { photo: 20 * MIB, video: MIB, other: MIB } });
    const html = join(directory, "index.html");
    const text = await readFile(html, "utf8");
    expect(text).toContain(EXAMPLE_SERVER);
    await writeFile(html, text.replace(EXAMPLE_SERVER, stack.serverUrl));
    page = await browser.newPage();
    page.on("pageerror", ({ message }) => errors.push(message));
    photos = [await drawPhoto(page, 1), await drawPhoto(page, 2)];
    await page.goto(origin);
  });

  afterAll(async () => {
    await browser.close();
    await program.stop("SIGTERM");
    await stack.close();
    await rm(directory, { recursive: true });
  });

  test("uploads the chosen photos, shows their keys, and removes one", async () => {
    await page.getByLabel("Photos").setInputFiles([...photos]);
    const remove = page.getByRole("button", { name: "Remove" });
    await remove.nth(1).waitFor();
    const shown = await page.locator("output").allInnerTexts();
    expect(shown.sort()).toEqual((await stack.bucket.keys()).sort());
    expect(shown).toHaveLength(2);
    const widths = await page
      .locator("img")
      .evaluateAll((images) => images.map((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0)));
    expect(widths).toEqual([1200, 1200]);
    await remove.first().click();
    expect(await page.locator("li").count()).toBe(1);
    expect(errors).toEqual([]);
  });
});

/** Installs the package from its sources, where its own package.json exports it. */
async function installLibrary(directory: string): Promise<void> {
  const installed = join(directory, "node_modules/wx-cos-uploader");
  await mkdir(join(installed, "esm"), { recursive: true });
  await cp(join(REPOSITORY, "miniprogram/npm/package.json"), join(installed, "package.json"));
  await writeFile(join(installed, "esm/browser.mjs"), await bundleLibrary());
}
