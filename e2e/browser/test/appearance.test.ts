import { join } from "node:path";
import type { Browser, Locator } from "playwright-core";
import { type Stack, startStack } from "../../stack/start-stack.ts";
import { accessibilityViolations } from "../accessibility.ts";
import { describeInChromium, keepScreenshot, launchChromium, SCREENS } from "../browser.ts";
import { drawPhoto } from "../draw-photo.ts";
import { backgroundLightness, overflow, smallTargets } from "../layout.ts";
import { type ChosenFile, type OpenPreviewOptions, openPreview, type PreviewPage } from "../preview-page.ts";

const WIDTHS = [320, 375, 768, 1280];
const SIGNING = /\/(?:put-sign|post-policy)/;
const MIB = 1024 * 1024;

describeInChromium("the preview's appearance and operation", () => {
  let browser: Browser;
  let stack: Stack;
  let photos: readonly ChosenFile[];

  beforeAll(async () => {
    browser = await launchChromium();
    const page = await browser.newPage();
    photos = [await drawPhoto(page, 4), await drawPhoto(page, 5), await drawPhoto(page, 6)];
    await page.close();
    stack = await startStack({
      previewOf: join(__dirname, "../../.."),
      maxBytes: { photo: MIB, video: MIB, other: MIB },
    });
  });

  afterAll(async () => {
    await browser.close();
    await stack.close();
  });

  const open = (options: Partial<OpenPreviewOptions> = {}) =>
    openPreview(browser, { url: stack.serverUrl, ...options });

  /** Uploads two photos, then one that the server rejects. */
  async function fill(preview: PreviewPage): Promise<void> {
    await preview.pick(photos.slice(0, 2));
    await preview.tile(0).is("done");
    await preview.tile(1).is("done");
    await preview.page.route(SIGNING, (route) => route.fulfill({ status: 403, body: "{}" }));
    await preview.pick(photos.slice(2));
    await preview.tile(2).retryButton.waitFor();
  }

  describe.each([
    ["Chinese, light, on a desk", { ...SCREENS.desk, locale: "zh-CN" }, "zh-desk-light"],
    ["Chinese, dark, on a phone", { ...SCREENS.phone, locale: "zh-CN", colorScheme: "dark" }, "zh-phone-dark"],
    ["English, light, on a phone", { ...SCREENS.phone, locale: "en-US" }, "en-phone-light"],
    ["English, dark, on a desk", { ...SCREENS.desk, locale: "en-US", colorScheme: "dark" }, "en-desk-dark"],
  ] as const)("%s", (_title, options, name) => {
    test("has no accessibility violations, empty or with photos, and the right language and colours", async () => {
      const preview = await open(options);
      const { page, frame, texts } = preview;
      const frames = [page.mainFrame(), frame];
      expect(await accessibilityViolations(page)).toEqual([]);
      await keepScreenshot(page, `${name}-empty`);
      await fill(preview);
      expect(await accessibilityViolations(page)).toEqual([]);
      await keepScreenshot(page, `${name}-photos`);
      expect(await page.locator("#title").textContent()).toBe(texts.title);
      const isDark = "colorScheme" in options;
      for (const part of frames) expect((await backgroundLightness(part)) < 128).toBe(isDark);
      expect(preview.errors).toEqual([]);
      await preview.close();
    });
  });

  test.each(WIDTHS)("fits a screen %i px wide, in the phone and as a page alone", async (width) => {
    const preview = await open({ viewport: { width, height: 800 }, locale: "en-US" });
    await fill(preview);
    const frames = [preview.page.mainFrame(), preview.frame];
    for (const part of frames) expect(await overflow(part)).toEqual([]);
    await preview.page.goto(`${stack.serverUrl}/preview/page`);
    await preview.page.locator("wx-page").waitFor();
    expect(await overflow(preview.page.mainFrame())).toEqual([]);
    await keepScreenshot(preview.page, `page-${width}`);
    await preview.close();
  });

  test.each(WIDTHS)("shows the end of an object's name on a screen %i px wide", async (width) => {
    const preview = await open({ viewport: { width, height: 800 } });
    await fill(preview);
    const ends = preview.frame.locator("[class*='result-object'] > :last-child");
    expect(await ends.count()).toBe(2);
    for (const end of await ends.all()) {
      expect(await end.textContent()).toMatch(/^[0-9a-f]{8}\.jpg$/);
      const isInSight = await end.evaluate((element) => {
        const row = element.parentElement?.getBoundingClientRect();
        return row !== undefined && element.getBoundingClientRect().right <= row.right + 0.5;
      });
      expect(isInSight).toBe(true);
    }
    await preview.close();
  });

  test.each(["en-US", "zh-CN"])("scales texts to 150 %% and still fits the screen, in %s", async (locale) => {
    const usual = await open({ viewport: { width: 320, height: 800 }, locale });
    const usualHeight = await heightOf(usual, usual.uploaderTexts.add);
    await usual.close();
    const preview = await open({ viewport: { width: 320, height: 800 }, locale, textScale: 1.5 });
    await fill(preview);
    expect(await overflow(preview.frame)).toEqual([]);
    expect(await heightOf(preview, preview.uploaderTexts.add)).toBeCloseTo(1.5 * usualHeight, 0);
    expect(await accessibilityViolations(preview.page)).toEqual([]);
    await keepScreenshot(preview.page, `large-texts-${locale}`);
    await preview.close();
  });

  test.each([
    "en-US",
    "zh-CN",
  ])("keeps a tile's state, action and cross apart on a screen 320 px wide, in %s", async (locale) => {
    const preview = await open({ viewport: { width: 320, height: 800 }, locale });
    await fill(preview);
    const parts = await partsOf(preview.tile(2).html);
    const { phases, actions } = preview.uploaderTexts;
    expect(parts.map(({ text }) => text)).toEqual(["", "", phases.failed, actions.retry]);
    for (const [index, { bottom }] of parts.slice(0, -1).entries()) {
      // The cross is at the side, so it may overlap the arrow's height.
      if (index > 0) expect(bottom).toBeLessThanOrEqual(parts[index + 1]?.top ?? 0);
      else expect(bottom).toBeLessThanOrEqual(parts[2]?.top ?? 0);
    }
    await keepScreenshot(preview.page, `tiles-320-${locale}`);
    await preview.close();
  });

  test("has tap targets of at least 44 px by 44 px", async () => {
    const preview = await open({ viewport: { width: 320, height: 800 } });
    await fill(preview);
    expect(await smallTargets(preview.frame)).toEqual([]);
    await preview.close();
  });

  test.each([
    "light",
    "dark",
  ] as const)("has a consent sheet without accessibility violations, %s", async (colorScheme) => {
    const preview = await open({ hasConsented: false, colorScheme });
    await preview.pickButton.click();
    await preview.frame.getByRole("dialog").waitFor();
    expect(await accessibilityViolations(preview.page)).toEqual([]);
    await keepScreenshot(preview.page, `consent-${colorScheme}`);
    await preview.button(preview.uploaderTexts.consent.decline).click();
    await preview.shows(preview.uploaderTexts.refusals.privacy_refused);
    expect(await accessibilityViolations(preview.page)).toEqual([]);
    await preview.close();
  });

  test("moves the focus into the consent sheet, traps it there, and restores it", async () => {
    const preview = await open({ hasConsented: false });
    const { page, frame } = preview;
    const { add, consent } = preview.uploaderTexts;
    await tabTo(preview, add);
    await page.keyboard.press("Enter");
    await frame.getByRole("dialog").waitFor();
    const focused = () => frame.evaluate(() => document.activeElement?.closest("[role=dialog]") !== null);
    expect(await focused()).toBe(true);
    await tabTo(preview, consent.agree);
    await page.keyboard.press("Shift+Tab");
    expect(await focused()).toBe(true);
    await page.keyboard.press("Enter");
    await preview.shows(preview.uploaderTexts.refusals.privacy_refused);
    const name = await frame.evaluate(() => document.activeElement?.textContent ?? "");
    expect(name).toContain(add);
    await preview.close();
  });

  test("can be operated with Tab, Enter and Space alone", async () => {
    const preview = await open();
    const { page, frame, texts } = preview;
    const chooserOpened = page.waitForEvent("filechooser");
    await tabTo(preview, texts.methods.post.label);
    await page.keyboard.press("Space");
    await frame.getByRole("radio", { name: texts.methods.post.label, checked: true }).waitFor();
    await tabTo(preview, preview.uploaderTexts.add);
    await page.keyboard.press("Enter");
    await (await chooserOpened).setFiles(photos.slice(0, 1));
    await preview.tile(0).is("done");
    await tabTo(preview, texts.copyLink);
    await page.keyboard.press("Enter");
    await page.locator("#clipboard-open").waitFor();
    await tabTo(preview, preview.uploaderTexts.actions.remove);
    await page.keyboard.press("Enter");
    await preview.tile(0).html.waitFor({ state: "detached" });
    await preview.close();
  });
});

/** Returns the height of the line with a text. */
async function heightOf({ frame }: PreviewPage, text: string): Promise<number> {
  const box = await frame.getByText(text, { exact: true }).first().boundingBox();
  if (box === null) throw new Error(`"${text}" is not visible`);
  return box.height;
}

/** Presses Tab until the element with a name has the focus. @throws {Error} after thirty presses */
async function tabTo({ page, frame }: PreviewPage, name: string): Promise<void> {
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press("Tab");
    const focused = await frame.evaluate(() => {
      const element = document.activeElement;
      return element === document.body ? "" : (element?.getAttribute("aria-label") ?? element?.textContent ?? "");
    });
    if (focused.includes(name)) return;
  }
  throw new Error(`Tab did not reach "${name}"`);
}

/** Returns the visible parts of a tile: cross, arrow and texts, in this order. */
function partsOf(
  tile: Locator,
): Promise<readonly { readonly text: string; readonly top: number; readonly bottom: number }[]> {
  return tile.evaluate((element) =>
    ["cross", "main-mark", "state"].flatMap((name) =>
      [...element.querySelectorAll(`[class*="${name}"]`)].map((part) => {
        const { top, bottom } = part.getBoundingClientRect();
        return { text: part.textContent ?? "", top, bottom };
      }),
    ),
  );
}
