import { join } from "node:path";
import type { Browser, Frame, Page } from "playwright-core";
import { type Stack, startStack } from "../../stack/start-stack.ts";
import { accessibilityViolations } from "../accessibility.ts";
import { describeInChromium, launchChromium } from "../browser.ts";

const FIXTURE = join(__dirname, "../../../preview/test/fixtures/mini-program");

describeInChromium("built-in elements, operated as a person does", () => {
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

  /** What the page's handlers wrote down, as JSON. */
  const calls = () => frame.evaluate(writtenDown);
  /** Waits until they have written this. */
  const heard = (call: unknown) =>
    frame.waitForFunction((text) => {
      const [first = {}]: readonly object[] = getCurrentPages();
      const written: unknown = Reflect.get(first, "calls");
      return Array.isArray(written) && written.some((each) => JSON.stringify(each) === text);
    }, JSON.stringify(call));

  async function middleOf(selector: string): Promise<{ x: number; y: number }> {
    await page.locator(selector).scrollIntoViewIfNeeded();
    const box = await page.locator(selector).boundingBox();
    if (box === null) throw new Error(`${selector} is not shown`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  async function drag(from: { x: number; y: number }, byX: number): Promise<void> {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + byX, from.y, { steps: 4 });
    await page.mouse.up();
  }

  test("a swiper – one item fills it, and a drag brings the next one", async () => {
    const swiper = await page.locator("#swiper").boundingBox();
    const second = page.getByRole("button", { name: "s2" });
    expect(await page.locator("wx-swiper-item").nth(1).boundingBox()).toEqual(swiper);
    await second.waitFor();
    await drag(await middleOf("#swiper"), -150);
    await heard({ current: 2, currentItemId: "s3", source: "touch" });
    expect(await page.locator("wx-swiper-item").nth(2).boundingBox()).toEqual(swiper);
    // The one that is gone can't be reached.
    expect(await page.locator("wx-swiper-item").nth(1).getAttribute("inert")).toBe("");
  });

  test("a picker – opens over the page, tells what was chosen, and Escape chooses nothing", async () => {
    await page.locator("#fruit").click();
    const dialog = page.getByRole("dialog", { name: "Fruit" });
    expect(await accessibilityViolations(page)).toEqual([]);
    await dialog.getByRole("listbox").selectOption("apple");
    await dialog.getByRole("button", { name: "OK" }).click();
    await heard(0);
    await page.locator("#fruit").focus();
    await page.keyboard.press("Enter");
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await heard("cancelled");
  });

  test("a picker of several lists – the second follows the first", async () => {
    await page.locator("#places").click();
    const [countries, cities] = await page.getByRole("listbox").all();
    await countries?.selectOption("Japan");
    await cities?.selectOption("Osaka");
    await page.getByRole("button", { name: "OK" }).click();
    await heard([1, 1]);
  });

  test("a picker of a day – in the browser's own field, within its bounds", async () => {
    await page.locator("#day").click();
    const field = page.locator("dialog input");
    expect([await field.inputValue(), await field.getAttribute("min")]).toEqual(["2026-11-25", "2026-01-01"]);
    await field.fill("2026-12-24");
    await page.getByRole("button", { name: "OK" }).click();
    await heard("2026-12-24");
  });

  test("a finger that rests – longpress, and no tap when it is lifted", async () => {
    const { x, y } = await middleOf("#held");
    await page.mouse.move(x, y);
    await page.mouse.down();
    await heard(["longpress", "held", { x, y }]);
    await page.mouse.up();
    expect(await calls()).not.toContain('"tap"');
    await page.mouse.click(x, y);
    await heard("tap");
  });
});

/** Runs in the browser. */
function writtenDown(): string[] {
  const [first = {}]: readonly object[] = getCurrentPages();
  const written: unknown = Reflect.get(first, "calls");
  return Array.isArray(written) ? written.map((call) => JSON.stringify(call)) : [];
}
