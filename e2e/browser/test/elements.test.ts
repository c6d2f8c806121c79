import { join } from "node:path";
import type { Browser, Frame, Page } from "playwright-core";
import { type Stack, startStack } from "../../stack/start-stack.ts";
import { accessibilityViolations } from "../accessibility.ts";
import { describeInChromium, launchChromium } from "../browser.ts";

const FIXTURE = join(__dirname, "../../../preview/test/fixtures/mini-program");

describeInChromium("built-in elements, operated by a user", () => {
  let browser: Browser;
  let stack: Stack;
  let page: Page;
  let frame: Frame;

  beforeAll(async () => {
    browser = await launchChromium();
    stack = await startStack({ previewOf: FIXTURE });
  });

  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 390, height: 844 }, locale: "en-US" });
    page.setDefaultTimeout(10_000);
    await page.goto(`${stack.serverUrl}/preview/page`);
    await page.locator("wx-page").waitFor();
    frame = page.mainFrame();
  });

  afterEach(() => page.close());

  afterAll(async () => {
    await browser.close();
    await stack.close();
  });

  /** Returns the calls that the page's handlers recorded, as JSON. */
  const calls = () => frame.evaluate(recordedCalls);
  /** Waits until the page's handlers have recorded a call. */
  const recorded = (call: unknown) =>
    frame.waitForFunction((text) => {
      const [first = {}]: readonly object[] = getCurrentPages();
      const made: unknown = Reflect.get(first, "calls");
      return Array.isArray(made) && made.some((each) => JSON.stringify(each) === text);
    }, JSON.stringify(call));

  async function middleOf(selector: string): Promise<{ x: number; y: number }> {
    await page.locator(selector).scrollIntoViewIfNeeded();
    const box = await page.locator(selector).boundingBox();
    if (box === null) throw new Error(`${selector} is not visible`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  async function drag(from: { x: number; y: number }, byX: number): Promise<void> {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + byX, from.y, { steps: 4 });
    await page.mouse.up();
  }

  test("the page is white on a dark system, because the mini program has no dark mode", async () => {
    await page.emulateMedia({ colorScheme: "dark" });
    const colors = await frame.evaluate(() => [
      getComputedStyle(document.documentElement).backgroundColor,
      getComputedStyle(document.body).color,
    ]);
    expect(colors).toEqual(["rgb(255, 255, 255)", "rgb(0, 0, 0)"]);
  });

  test("a swiper shows one item, and a drag shows the next one", async () => {
    const swiper = await page.locator("#swiper").boundingBox();
    const second = page.getByRole("button", { name: "s2" });
    expect(await page.locator("wx-swiper-item").nth(1).boundingBox()).toEqual(swiper);
    await second.waitFor();
    await drag(await middleOf("#swiper"), -150);
    await recorded({ current: 2, currentItemId: "s3", source: "touch" });
    expect(await page.locator("wx-swiper-item").nth(2).boundingBox()).toEqual(swiper);
    // The hidden item can't be reached.
    expect(await page.locator("wx-swiper-item").nth(1).getAttribute("inert")).toBe("");
  });

  test("a picker opens over the page and reports the choice, and Escape cancels it", async () => {
    await page.locator("#fruit").click();
    const dialog = page.getByRole("dialog", { name: "Fruit" });
    expect(await accessibilityViolations(page)).toEqual([]);
    await dialog.getByRole("listbox").selectOption("apple");
    await dialog.getByRole("button", { name: "OK" }).click();
    await recorded(0);
    await page.locator("#fruit").focus();
    await page.keyboard.press("Enter");
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await recorded("cancelled");
  });

  test("a picker with several lists updates the second list when the first changes", async () => {
    await page.locator("#places").click();
    const [countries, cities] = await page.getByRole("listbox").all();
    await countries?.selectOption("Japan");
    await cities?.selectOption("Osaka");
    await page.getByRole("button", { name: "OK" }).click();
    await recorded([1, 1]);
  });

  test("a date picker uses the browser's own field with its limits", async () => {
    await page.locator("#day").click();
    const field = page.locator("dialog input");
    expect([await field.inputValue(), await field.getAttribute("min")]).toEqual(["2026-11-25", "2026-01-01"]);
    await field.fill("2026-12-24");
    await page.getByRole("button", { name: "OK" }).click();
    await recorded("2026-12-24");
  });

  test("a long press triggers longpress, and no tap on release", async () => {
    const { x, y } = await middleOf("#held");
    await page.mouse.move(x, y);
    await page.mouse.down();
    await recorded(["longpress", "held", { x, y }]);
    await page.mouse.up();
    expect(await calls()).not.toContain('"tap"');
    await page.mouse.click(x, y);
    await recorded("tap");
  });
});

/** Runs in the browser. */
function recordedCalls(): string[] {
  const [first = {}]: readonly object[] = getCurrentPages();
  const made: unknown = Reflect.get(first, "calls");
  return Array.isArray(made) ? made.map((call) => JSON.stringify(call)) : [];
}
