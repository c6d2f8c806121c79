import { join } from "node:path";
import type { Browser } from "playwright-core";
import { type Stack, startStack } from "../../stack/start-stack.ts";
import { accessibilityViolations } from "../accessibility.ts";
import { describeInChromium, keepScreenshot, launchChromium, SCREENS } from "../browser.ts";
import { type FileOnDisk, writeLargeVideo } from "../large-video.ts";
import { overflow, smallTargets } from "../layout.ts";
import { closePages, type OpenPreviewOptions, openPreview, type PreviewPage } from "../preview-page.ts";

const MIB = 1024 * 1024;
/** In CI a video of 60 MB. */
const PART_COUNT = process.env["CI"] === "true" ? 58 : 12;
/** Most parts in flight, which may arrive although their requests end with the page or with a pause. */
const MOST_AT_ONCE = 3;

describeInChromium("a large video in the preview", () => {
  let browser: Browser;
  let stack: Stack;
  let video: FileOnDisk;
  const opened: PreviewPage[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
    const maxBytes = { photo: 20 * MIB, video: 64 * MIB, other: MIB };
    stack = await startStack({ previewOf: join(__dirname, "../../.."), maxBytes });
    video = writeLargeVideo(stack.directory, "holiday", PART_COUNT * MIB - 1000);
  });

  beforeEach(() => stack.emptyBucket());

  afterEach(async () => {
    expect(await closePages(opened.splice(0))).toEqual([]);
  });

  afterAll(async () => {
    await browser.close();
    await stack.close();
  });

  async function open(options: Partial<OpenPreviewOptions> = {}): Promise<PreviewPage> {
    const preview = await openPreview(browser, { url: stack.serverUrl, ...options });
    opened.push(preview);
    // A part that the bucket holds up is sent again after 10 s.
    preview.page.setDefaultTimeout(30_000);
    return preview;
  }

  /** Picks the video, and waits until half of it is sent. The bucket holds up the next parts for some time. */
  async function sendHalf(preview: PreviewPage, { heldParts = MOST_AT_ONCE, heldMs = 10_000 } = {}): Promise<void> {
    for (let part = 1; part <= PART_COUNT / 2; part += 1)
      stack.localCos.failNext({ operation: "UploadPart", delayMs: 0 });
    for (let part = 1; part <= heldParts; part += 1)
      stack.localCos.failNext({ operation: "UploadPart", delayMs: heldMs });
    await preview.pickFromDisk(video.path);
    await preview.frame.getByRole("group", { name: /[5-9]\d%$/ }).waitFor();
  }

  /** Sends half of the video, closes the page, which ends the life of the mini program, and opens it again. */
  async function interrupted(options: Partial<OpenPreviewOptions> = {}): Promise<PreviewPage> {
    const preview = await open(options);
    await sendHalf(preview);
    await preview.page.close();
    const next = await open({ ...options, context: preview.context });
    await next.shows(next.uploaderTexts.unfinished.one);
    return next;
  }

  /** Checks that the object is the video, and that each part was sent once, apart from those in flight at the interruption. */
  async function expectStored(): Promise<void> {
    const [key = "", ...others] = await stack.bucket.keys();
    expect(others).toEqual([]);
    expect((await stack.bucket.read(key)).bytes.equals(video.bytes)).toBe(true);
    const sentParts = stack.bucketLog.filter(({ method, status }) => method === "PUT" && status === 200).length;
    expect(sentParts).toBeGreaterThanOrEqual(PART_COUNT);
    expect(sentParts).toBeLessThanOrEqual(PART_COUNT + MOST_AT_ONCE);
  }

  const pausedText = ({ uploaderTexts }: PreviewPage) => uploaderTexts.pausedAt.replace("{percent}%", "");

  test("is paused and resumed, and sends only the rest", async () => {
    const preview = await open();
    await sendHalf(preview);
    await preview.tile(0).pauseButton.click();
    await preview.frame.getByRole("group", { name: pausedText(preview) }).waitFor();
    await preview.afterTap();
    await preview.tile(0).resumeButton.click();
    await preview.tile(0).is("done");
    await expectStored();
  });

  test("continues by itself after the network was cut", async () => {
    const preview = await open();
    await sendHalf(preview);
    await preview.setNetwork({ isOffline: true });
    await preview.tile(0).is("waiting_for_network");
    await preview.setNetwork({});
    await preview.tile(0).is("done");
    await expectStored();
  });

  test("arrives whole although the signing server and the network fail in the middle", async () => {
    const preview = await open();
    await sendHalf(preview);
    const back = stack.interruptServer(2_000);
    await preview.setNetwork({ isOffline: true });
    await preview.tile(0).is("waiting_for_network");
    await preview.setNetwork({});
    await back;
    await preview.tile(0).is("done");
    await expectStored();
  });

  test("is offered after the user has left the page, and continues from the phone's own copy of the file", async () => {
    const preview = await open();
    await sendHalf(preview);
    await preview.frame.evaluate(() => {
      const { wx }: { wx?: { reLaunch(option: object): void } } = Object(globalThis);
      wx?.reLaunch({ url: "/pages/index/index" });
    });
    const { unfinished, actions } = preview.uploaderTexts;
    await preview.shows(unfinished.one);
    expect(await preview.frame.getByText(unfinished.chooseAgain).count()).toBe(0);
    await keepScreenshot(preview.page, "zh-light-large-left");
    await preview.button(new RegExp(`^${actions.continue}`)).click();
    await preview.tile(0).is("done");
    await expectStored();
  });

  test("is offered after the page was closed half-way, and only the rest is sent once it is picked again", async () => {
    const preview = await interrupted();
    const { unfinished, actions } = preview.uploaderTexts;
    await preview.shows(unfinished.chooseAgain);
    await preview.pickFromDisk(video.path, preview.button(new RegExp(`^${actions.continue}`)));
    await preview.tile(0).is("done");
    expect(await preview.frame.getByText(unfinished.one).count()).toBe(0);
    await expectStored();
  });

  test("is offered and discarded after a question, and nothing of it is left", async () => {
    const preview = await interrupted();
    const { unfinished, actions } = preview.uploaderTexts;
    const discard = preview.button(new RegExp(`^${actions.discard}`));
    const choose = (name: string) => preview.frame.getByRole("button", { name, exact: true }).last().click();
    await discard.click();
    await choose(unfinished.discard.keep);
    await preview.afterTap();
    await discard.click();
    const aborted = preview.page.waitForResponse(/\/multipart\/abort$/);
    await choose(unfinished.discard.confirm);
    expect((await aborted).status()).toBe(204);
    await discard.waitFor({ state: "detached" });
    expect(stack.localCos.requests().map(({ operation }) => operation)).toContain("AbortMultipartUpload");
    await preview.page.close();
    const again = await open({ context: preview.context });
    await again.pickButton.waitFor();
    expect(await again.frame.getByText(unfinished.one).count()).toBe(0);
    expect(await stack.bucket.keys()).toEqual([]);
  });

  describe.each([
    ["Chinese", { ...SCREENS.phone, locale: "zh-CN" }, "zh"],
    ["English, on a small phone", { viewport: { width: 320, height: 800 }, locale: "en-US" }, "en"],
  ] as const)("in %s", (_title, options, name) => {
    /** Looks at the page in light and dark, and at its width on larger screens. */
    async function look({ page, frame }: PreviewPage, state: string): Promise<void> {
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await accessibilityViolations(page)).toEqual([]);
        await keepScreenshot(page, `${name}-${colorScheme}-large-${state}`);
      }
      expect(await smallTargets(frame)).toEqual([]);
      for (const width of [320, 768, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        expect(await overflow(frame)).toEqual([]);
      }
      await page.setViewportSize(options.viewport);
    }

    test("has no accessibility violations while it is sent, paused, resumed and unfinished", async () => {
      const preview = await open(options);
      await sendHalf(preview, { heldParts: PART_COUNT, heldMs: 30_000 });
      await look(preview, "uploading");
      await preview.tile(0).pauseButton.click();
      await preview.frame.getByRole("group", { name: pausedText(preview) }).waitFor();
      await look(preview, "paused");
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      await preview.page.route(/\/multipart\/list$/, async (route) => {
        await held;
        await route.continue().catch(() => {});
      });
      await preview.tile(0).resumeButton.click();
      await preview.tile(0).is("resuming");
      await look(preview, "resuming");
      release();
      await preview.page.close();
      const next = await open({ ...options, context: preview.context });
      await next.shows(next.uploaderTexts.unfinished.one);
      await look(next, "unfinished");
    });
  });
});
