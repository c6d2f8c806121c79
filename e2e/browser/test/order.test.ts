import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { en } from "../../../miniprogram/src/components/cos-uploader/texts/en.ts";
import { type Stack, startStack } from "../../stack/start-stack.ts";
import { accessibilityViolations } from "../accessibility.ts";
import { describeInChromium, keepScreenshot, launchChromium } from "../browser.ts";

const REPOSITORY = join(__dirname, "../../..");
const PICTURE =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E%3Crect width='9' height='9' fill='teal'/%3E%3C/svg%3E";
const NAMES = ["a.pdf", "b.docx", "c.xlsx", "d.pptx", "e.zip", "f.mp3", "g.txt", "h.bin", "i.mp4", "j.jpg"];

describeInChromium("the order of files, and the list", () => {
  let browser: Browser;
  let directory: string;
  let stack: Stack;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
    directory = await mkdtemp(join(tmpdir(), "e2e-order-"));
    await cp(join(REPOSITORY, "project.config.json"), join(directory, "project.config.json"));
    await cp(join(REPOSITORY, "miniprogram/src"), join(directory, "miniprogram/src"), { recursive: true });
    await writeFile(
      join(directory, "miniprogram/src/pages/index/index.wxml"),
      `<view class="page"><cos-uploader
         server-url="https://s.example.com" theme="{{theme}}" draggable="{{draggable}}" files="{{files}}" language="en"
         grid-config="{{gridConfig}}" gutter="{{gutter}}"
         custom-style="{{ { margin: '12px' } }}" bind:drop="onDrop" bind:click="onClick"
       /></view>`,
    );
    await writeFile(
      join(directory, "miniprogram/src/pages/index/index.ts"),
      `Page({ data: { theme: "grid", draggable: true, files: [] }, drops: [], clicks: [], onClick(event) { this.clicks.push(event.detail.index); }, onDrop(event) { this.drops.push(event.detail.files.map((file) => file.name)); } });\n`,
    );
    stack = await startStack({ previewOf: directory });
  });

  beforeEach(async () => {
    const viewport = { width: 375, height: 800 };
    context = await browser.newContext({ viewport, hasTouch: true, locale: "en-US" });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(`${stack.serverUrl}/preview/page`);
    await page.locator("wx-page").waitFor();
  });

  afterEach(() => context.close());

  afterAll(async () => {
    await browser.close();
    await stack.close();
    await rm(directory, { recursive: true });
  });

  /** Gives the page's component files of these names. */
  async function show(names: readonly string[], data: object = {}): Promise<void> {
    const files = names.map((name) => ({
      url: PICTURE,
      name,
      size: 1_234_567,
      type: /jpg$/.test(name) ? "image" : /mp4$/.test(name) ? "video" : "file",
      thumb: /jpg$/.test(name) ? PICTURE : "",
    }));
    await page.evaluate((given) => getCurrentPages()[0]?.setData(given), { files, ...data });
    await page
      .getByRole("group")
      .nth(names.length - 1)
      .waitFor();
  }

  const tileNames = async () =>
    Promise.all(
      (await page.getByRole("group").all()).map(async (tile) => (await tile.getAttribute("aria-label"))?.split(",")[0]),
    );
  const drops = () => page.evaluate(() => Reflect.get(Object(getCurrentPages()[0]), "drops"));

  /** Violations of the component. The page around it has no landmarks and no heading. */
  const violations = async () =>
    (await accessibilityViolations(page)).filter(
      (line) => !/^(?:region|landmark-one-main|page-has-heading-one):/.test(line),
    );

  async function middleOf(index: number): Promise<{ x: number; y: number }> {
    const box = await page.getByRole("group").nth(index).boundingBox();
    if (box === null) throw new Error(`tile ${index} is not visible`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  test.each([
    "grid",
    "list",
  ])("a long press and a movement of the finger move a file, in the theme %s", async (theme) => {
    await show(["a.jpg", "b.jpg", "c.jpg"], { theme });
    const session = await context.newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...touchPoints: { x: number; y: number }[]) =>
      session.send("Input.dispatchTouchEvent", { type, touchPoints });
    const [from, to] = [await middleOf(0), await middleOf(2)];
    await touch("touchStart", from);
    await page.locator("[class*='dragged']").waitFor();
    for (const part of [0.3, 0.6, 1]) {
      await touch("touchMove", { x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) });
    }
    await keepScreenshot(page, `drag-${theme}`);
    await touch("touchEnd");
    await page.waitForFunction(() => Reflect.get(Object(getCurrentPages()[0]), "drops").length > 0);
    expect(await tileNames()).toEqual(["b.jpg", "c.jpg", "a.jpg"]);
    expect(await drops()).toEqual([["b.jpg", "c.jpg", "a.jpg"]]);
    expect(await page.locator("[class*='dragged']").count()).toBe(0);
  });

  test("the keyboard moves a file by its grip and the bar's buttons, and a screen reader hears its place", async () => {
    await show(["a.jpg", "b.jpg", "c.jpg"]);
    await page.getByRole("button", { name: `${en.actions.move}, a.jpg`, exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("a.jpg: 1 of 3").first().waitFor();
    expect(await violations()).toEqual([]);
    await keepScreenshot(page, "order-bar");
    await page.getByRole("button", { name: `${en.actions.moveLater}, a.jpg` }).focus();
    await page.keyboard.press("Enter");
    expect(await tileNames()).toEqual(["b.jpg", "a.jpg", "c.jpg"]);
    expect(await page.getByRole("status").first().textContent()).toBe("a.jpg: 2 of 3");
    await page.keyboard.press("Enter");
    expect(await tileNames()).toEqual(["b.jpg", "c.jpg", "a.jpg"]);
    await page.getByRole("button", { name: `${en.actions.moveDone}, a.jpg` }).click();
    expect(await page.getByRole("button", { name: en.actions.moveDone }).count()).toBe(0);
  });

  test("a tap on the middle of a small tile neither moves nor removes it", async () => {
    await page.setViewportSize({ width: 320, height: 800 });
    await show(["a.jpg", "b.jpg"]);
    const { x, y } = await middleOf(0);
    await page.touchscreen.tap(x, y);
    await page.waitForFunction(() => Reflect.get(Object(getCurrentPages()[0]), "clicks").length > 0);
    expect([await tileNames(), await drops()]).toEqual([["a.jpg", "b.jpg"], []]);
  });

  test.each(["light", "dark"] as const)("the list shows a row with an icon for each type, %s", async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await show(NAMES, { theme: "list", draggable: false });
    expect(await violations()).toEqual([]);
    const rows = await page.getByRole("group").all();
    const boxes = await Promise.all(rows.map((row) => row.boundingBox()));
    expect(new Set(boxes.map((box) => box?.x))).toHaveProperty("size", 1);
    expect(await page.locator("[class*='icon-label']").allTextContents()).toEqual([
      "PDF",
      "DOCX",
      "XLSX",
      "PPTX",
      "ZIP",
      "MP3",
      "TXT",
      "BIN",
      "MP4",
    ]);
    await keepScreenshot(page, `list-${colorScheme}`);
  });

  test.each<[string, object, readonly [width: number, height: number, gap: number]]>([
    ["two in a row", { gridConfig: { column: 2 } }, [155.5, 155.5, 8]],
    ["three in a row with a gap of 16 px", { gridConfig: { column: 3 }, gutter: 32 }, [95.67, 95.67, 16]],
    ["tiles of 80 px by 100 px", { gridConfig: { width: 160, height: 200 } }, [80, 100, 8]],
  ])("lays out %s", async (_, data, [width, height, gap]) => {
    await show(["a.jpg", "b.jpg", "c.jpg", "d.jpg"], { draggable: false, ...data });
    const [first, second] = await page.getByRole("group").all();
    const [box, next] = [await first?.boundingBox(), await second?.boundingBox()];
    expect(box?.width).toBeCloseTo(width, 0);
    expect(box?.height).toBeCloseTo(height, 0);
    expect((next?.x ?? 0) - (box?.x ?? 0) - (box?.width ?? 0)).toBeCloseTo(gap, 0);
    const add = await page.getByRole("button", { name: en.add }).boundingBox();
    expect([add?.width, add?.height].map((size) => Math.round(size ?? 0))).toEqual([width, height].map(Math.round));
  });

  test("has tap targets of at least 44 px by 44 px, and none beyond the screen", async () => {
    for (const theme of ["grid", "list"]) {
      await show(NAMES, { theme });
      const targets = await page.evaluate(() =>
        [...document.querySelectorAll("wx-button")].map((button) => button.getBoundingClientRect()),
      );
      expect(targets.filter(({ width, height }) => width < 44 || height < 44)).toEqual([]);
      expect(targets.filter(({ right }) => right > 375)).toEqual([]);
    }
  });
});
