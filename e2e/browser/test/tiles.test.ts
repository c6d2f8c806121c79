import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator } from "playwright-core";
import { type Stack, startStack } from "../../stack/start-stack.ts";
import { describeInChromium, launchChromium } from "../browser.ts";
import { drawPhoto } from "../draw-photo.ts";
import { type ChosenFile, openPreview, type PreviewPage } from "../preview-page.ts";

const REPOSITORY = join(__dirname, "../../..");
const MIB = 1024 * 1024;
const maxBytes = { photo: MIB, video: MIB, other: MIB };

describeInChromium("a tile, operated by touch and keyboard", () => {
  let browser: Browser;
  let stack: Stack;
  let photos: readonly ChosenFile[];
  let preview: PreviewPage;

  beforeAll(async () => {
    browser = await launchChromium();
    const page = await browser.newPage();
    photos = [await drawPhoto(page, 8), await drawPhoto(page, 9), await drawPhoto(page, 10)];
    await page.close();
    stack = await startStack({ previewOf: REPOSITORY, maxBytes });
  });

  beforeEach(async () => {
    preview = await openPreview(browser, { url: stack.serverUrl, viewport: { width: 320, height: 800 } });
    await preview.pick(photos);
    for (const [index] of photos.entries()) await preview.tile(index).is("done");
  });

  afterEach(async () => {
    expect(preview.errors).toEqual([]);
    await preview.close();
  });

  afterAll(async () => {
    await browser.close();
    await stack.close();
  });

  const tileCount = () => preview.frame.getByRole("group").count();

  test("shows the photo and removes no file when a small tile is tapped in the middle", async () => {
    await preview.tile(0).html.click();
    await preview.frame.getByText("1 / 3").waitFor();
    expect(await tileCount()).toBe(3);
  });

  test("removes only one file on a double tap on its cross", async () => {
    await preview.tile(0).removeButton.dblclick();
    expect(await tileCount()).toBe(2);
  });

  test("does not open the picker on a double tap on the last cross, although the add tile moves there", async () => {
    let isOpened = false;
    preview.page.on("filechooser", () => {
      isOpened = true;
    });
    await preview.tile(2).removeButton.dblclick();
    await preview.tile(2).html.waitFor({ state: "detached" });
    expect([await tileCount(), isOpened]).toEqual([2, false]);
  });

  test("has larger tiles in a wide window, also after the window was resized", async () => {
    const width = async () => (await boxOf(preview.tile(0).html)).width;
    expect(await width()).toBeLessThan(112);
    await preview.page.goto(`${stack.serverUrl}/preview/page`);
    const add = preview.page.getByRole("button", { name: preview.uploaderTexts.add });
    expect((await boxOf(add)).width).toBeLessThan(112);
    await preview.page.setViewportSize({ width: 700, height: 800 });
    await preview.page.waitForFunction(() => document.querySelector("[class*='theme-wide']") !== null);
    expect((await boxOf(add)).width).toBeGreaterThanOrEqual(112);
  });

  test("shows the whole focus ring", async () => {
    const buttons = await preview.tile(0).html.getByRole("button").all();
    expect(buttons).toHaveLength(2);
    for (const button of buttons) expect(await clippingAncestors(button)).toEqual([]);
  });
});

describeInChromium("a page's own add tile", () => {
  let browser: Browser;
  let directory: string;
  let stack: Stack;

  beforeAll(async () => {
    browser = await launchChromium();
    directory = await mkdtemp(join(tmpdir(), "e2e-tiles-"));
    await cp(join(REPOSITORY, "project.config.json"), join(directory, "project.config.json"));
    await cp(join(REPOSITORY, "miniprogram/src"), join(directory, "miniprogram/src"), { recursive: true });
    await writeFile(
      join(directory, "miniprogram/src/pages/index/index.wxml"),
      `<cos-uploader server-url="https://s.example.com" add-content="slot"><view slot="add-content">receipt</view></cos-uploader>
       <cos-uploader server-url="https://s.example.com" add-content="a photo of the front side of your card" max="{{2}}" />`,
    );
    await writeFile(join(directory, "miniprogram/src/pages/index/index.ts"), "Page({});\n");
    stack = await startStack({ previewOf: directory, maxBytes });
  });

  afterAll(async () => {
    await browser.close();
    await stack.close();
    await rm(directory, { recursive: true });
  });

  test("stays square, centres a slot's content, and keeps the plus and the count visible with a long text", async () => {
    const preview = await openPreview(browser, { url: stack.serverUrl, locale: "en-US" });
    const [slotted, long] = await preview.frame.getByRole("button").all();
    if (slotted === undefined || long === undefined) throw new Error("no tiles");
    for (const tile of [slotted, long]) {
      const { width, height } = await boxOf(tile);
      expect(height).toBeCloseTo(width, 0);
    }
    const outer = await boxOf(slotted);
    const inner = await boxOf(preview.frame.getByText("receipt"));
    expect(inner.y + inner.height / 2).toBeCloseTo(outer.y + outer.height / 2, 0);
    const { y, height } = await boxOf(long);
    for (const part of [long.locator("[class*='plus']"), preview.frame.getByText("0 / 2")]) {
      const box = await boxOf(part);
      expect(box.y).toBeGreaterThanOrEqual(y);
      expect(box.y + box.height).toBeLessThanOrEqual(y + height);
    }
    await preview.close();
  });
});

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (box === null) throw new Error("The element is not visible");
  return box;
}

/** Returns the classes of the elements around a button, up to the card, that clip their overflow. */
function clippingAncestors(button: Locator): Promise<readonly string[]> {
  return button.evaluate((element) => {
    const found: string[] = [];
    for (let around = element.parentElement; around !== null; around = around.parentElement) {
      if (/(?:^|--)card(?:\s|$)/.test(around.className)) break;
      if (getComputedStyle(around).overflow !== "visible") found.push(around.className);
    }
    return found;
  });
}
