import { join } from "node:path";
import type { Browser } from "playwright-core";
import { type LoginStack, startLoginStack } from "../../stack/start-login-stack.ts";
import { accessibilityViolations } from "../accessibility.ts";
import { describeInChromium, keepScreenshot, launchChromium, SCREENS } from "../browser.ts";
import { drawPhoto } from "../draw-photo.ts";
import { backgroundLightness, overflow, smallTargets } from "../layout.ts";
import type { PreviewPage } from "../preview-page.ts";
import { createUser, type SeededFile, tilesOf, type User } from "../uploads-page.ts";

const MIB = 1024 * 1024;
const DAY_MS = 86_400_000;
const LIST = /\/uploads(?:\?|$)/;

describeInChromium("the appearance of my uploads", () => {
  let browser: Browser;
  let stack: LoginStack;
  let user: User;

  beforeAll(async () => {
    browser = await launchChromium();
    const page = await browser.newPage();
    const photos = await Promise.all([4, 5, 6, 7].map((seed) => drawPhoto(page, seed, 600)));
    await page.close();
    const maxBytes = { photo: 20 * MIB, video: 20 * MIB, other: 20 * MIB };
    stack = await startLoginStack({ previewOf: join(__dirname, "../../.."), maxBytes });
    user = createUser(browser, stack);
    const photo = (index: number) => new Uint8Array(photos[index % photos.length]?.buffer ?? Buffer.alloc(0));
    const files: SeededFile[] = [0, 1, 2, 3, 4].map((index) => ({ agoMs: index, body: photo(index) }));
    const video = { agoMs: DAY_MS, extension: "mp4", body: Buffer.alloc(12 * MIB) };
    const document = { agoMs: DAY_MS + 1_000, extension: "pdf", body: Buffer.alloc(MIB / 2) };
    const old = [0, 1].map((index) => ({ agoMs: 400 * DAY_MS + index, body: photo(index + 1) }));
    await user.store([...files, video, document, ...old]);
  });

  afterAll(async () => {
    await browser.close();
    await stack.close();
  });

  async function openList(...options: Parameters<User["open"]>): Promise<PreviewPage> {
    const preview = await user.open(...options);
    await tilesOf(preview).nth(8).waitFor();
    await preview.frame.waitForFunction(
      () => [...document.querySelectorAll("img")].filter(({ naturalWidth }) => naturalWidth > 0).length === 7,
    );
    return preview;
  }

  async function select(preview: PreviewPage): Promise<void> {
    await preview.button(preview.texts.uploads.select).click();
    for (const index of [1, 5]) await tilesOf(preview).nth(index).click();
  }

  describe.each([
    ["Chinese, light, on a desk", { ...SCREENS.desk, locale: "zh-CN" }, "uploads-zh-desk-light"],
    ["Chinese, dark, on a phone", { ...SCREENS.phone, locale: "zh-CN", colorScheme: "dark" }, "uploads-zh-phone-dark"],
    ["English, light, on a phone", { ...SCREENS.phone, locale: "en-US" }, "uploads-en-phone-light"],
    ["English, dark, on a desk", { ...SCREENS.desk, locale: "en-US", colorScheme: "dark" }, "uploads-en-desk-dark"],
  ] as const)("%s", (_title, options, name) => {
    test("has no accessibility violations, with files, selected ones and a player, and the right language and colours", async () => {
      const preview = await openList(options);
      const { page, frame, texts } = preview;
      expect(await accessibilityViolations(page)).toEqual([]);
      await keepScreenshot(page, `${name}-list`);
      expect(await page.locator("#title").textContent()).toBe(texts.uploads.title);
      expect((await backgroundLightness(frame)) < 128).toBe("colorScheme" in options);
      await select(preview);
      expect(await accessibilityViolations(page)).toEqual([]);
      await keepScreenshot(page, `${name}-selected`);
      await preview.button(texts.uploads.cancel).click();
      await tilesOf(preview).nth(5).click();
      // These bytes are no video.
      await preview.shows(texts.player.failed);
      expect(await accessibilityViolations(page)).toEqual([]);
      expect(preview.errors).toEqual([]);
      await preview.close();
    });

    test("has no accessibility violations while it is empty, and after a failure", async () => {
      const preview = await createUser(browser, stack).open(options, "pages/index/index");
      const { page, texts } = preview;
      await preview.button(texts.uploads.title).click();
      await preview.shows(texts.uploads.empty.title);
      expect(await accessibilityViolations(page)).toEqual([]);
      await keepScreenshot(page, `${name}-empty`);
      await page.route(LIST, (route) => route.fulfill({ status: 501, body: '{"code":"service_keys_missing"}' }));
      await page.locator("#back").click();
      await preview.button(texts.uploads.title).click();
      await preview.shows(texts.uploads.failures.notSupported);
      expect(await accessibilityViolations(page)).toEqual([]);
      await keepScreenshot(page, `${name}-failed`);
      await preview.close();
    });
  });

  test.each([320, 375, 768, 1280])("fits a screen %i px wide, with tap targets of at least 44 px", async (width) => {
    const preview = await openList({ viewport: { width, height: 800 }, locale: "en-US" });
    const { page } = preview;
    await select(preview);
    expect(await overflow(preview.frame)).toEqual([]);
    expect(await smallTargets(preview.frame)).toEqual([]);
    await page.goto(`${stack.serverUrl}/preview/page#pages/uploads/uploads`);
    await page.locator("wx-page").waitFor();
    await page.getByRole("button", { name: /^Video/ }).waitFor();
    await keepScreenshot(page, `uploads-page-${width}`);
    expect(await overflow(page.mainFrame())).toEqual([]);
    await preview.close();
  });

  test.each(["en-US", "zh-CN"])("scales texts to 150 %% and still fits the screen, in %s", async (locale) => {
    const preview = await openList({ viewport: { width: 320, height: 800 }, locale, textScale: 1.5 });
    await select(preview);
    expect(await overflow(preview.frame)).toEqual([]);
    expect(await accessibilityViolations(preview.page)).toEqual([]);
    await keepScreenshot(preview.page, `uploads-large-texts-${locale}`);
    await preview.close();
  });

  test("can be operated with Tab, Enter and Space alone", async () => {
    const preview = await openList({ locale: "en-US" });
    const { page, frame, texts } = preview;
    await preview.button(texts.uploads.select).focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await preview.button(/, selected$/).waitFor();
    await preview.button(texts.uploads.actions.copy).focus();
    await page.keyboard.press("Enter");
    await frame.getByRole("status").getByText("It works for").waitFor();
    await tilesOf(preview).nth(0).focus();
    await page.keyboard.press("Enter");
    await frame.getByRole("dialog", { name: "1 / 7" }).waitFor();
    await preview.close();
  });
});
