import { join } from "node:path";
import type { Browser } from "playwright-core";
import { type Stack, startStack } from "../../stack/start-stack.ts";
import { describeInChromium, launchChromium } from "../browser.ts";
import { largeVideo } from "../large-video.ts";
import { type OpenPreviewOptions, openPreview, type PreviewPage } from "../preview-page.ts";

const MIB = 1024 * 1024;
/** Twelve parts. */
const VIDEO = largeVideo("holiday", 12 * MIB - 1000);

describeInChromium("a large video in the preview", () => {
  let browser: Browser;
  let stack: Stack;
  const opened: PreviewPage[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
    const maxBytes = { photo: 20 * MIB, video: 64 * MIB, other: MIB };
    stack = await startStack({ previewOf: join(__dirname, "../../.."), maxBytes });
  });

  beforeEach(() => stack.emptyBucket());

  afterEach(async () => {
    const pages = opened.splice(0).filter(({ page }) => !page.isClosed());
    const reported = await Promise.all(pages.map(({ errorPanel }) => errorPanel.allInnerTexts()));
    for (const page of pages) await page.close();
    expect([...pages.flatMap(({ errors }) => errors), ...reported.flat()]).toEqual([]);
  });

  afterAll(async () => {
    await browser.close();
    await stack.close();
  });

  async function open(options: Partial<OpenPreviewOptions> = {}): Promise<PreviewPage> {
    const preview = await openPreview(browser, { url: stack.serverUrl, ...options });
    opened.push(preview);
    return preview;
  }

  /** The part numbers that the bucket has accepted. */
  const partsSent = () =>
    stack.localCos.requests().flatMap(({ operation, status, target }) => {
      const partNumber = new URL(target, "http://bucket").searchParams.get("partNumber");
      return operation === "UploadPart" && status === 200 ? [Number(partNumber)] : [];
    });

  /** A part whose request ended with the page or the pause may have arrived, so at most that many are sent twice. */
  function expectEachPartOnce(): void {
    const parts = partsSent();
    expect(new Set(parts).size).toBe(12);
    expect(parts.length).toBeLessThanOrEqual(12 + 3);
  }

  /** Picks the video on a slow link, and waits until about half of it is sent. */
  async function sendHalf(preview: PreviewPage): Promise<void> {
    await preview.setNetwork({ uploadBytesPerSecond: 4 * MIB });
    await preview.pick([VIDEO]);
    await preview.frame.getByRole("group", { name: /[4-8]\d%$/ }).waitFor();
  }

  /** Sends half of the video, closes the page, which ends the life of the mini program, and opens it again. */
  async function interrupted(options: Partial<OpenPreviewOptions> = {}): Promise<PreviewPage> {
    const preview = await open(options);
    await sendHalf(preview);
    await preview.page.close();
    return open({ ...options, context: preview.context });
  }

  async function expectStored(): Promise<void> {
    const [key = "", ...others] = await stack.bucket.keys();
    expect(others).toEqual([]);
    expect((await stack.bucket.read(key)).bytes.equals(VIDEO.buffer)).toBe(true);
  }

  test("is paused and resumed, and sends no part twice", async () => {
    const preview = await open();
    await sendHalf(preview);
    await preview.tile(0).pauseButton.click();
    await preview.tile(0).resumeButton.waitFor();
    await preview.setNetwork({});
    await preview.tile(0).resumeButton.click();
    await preview.tile(0).is("done");
    expectEachPartOnce();
    await expectStored();
  });

  test("is offered after the page was closed half-way, and only the rest is sent once it is picked again", async () => {
    const preview = await interrupted();
    const { unfinished, actions } = preview.uploaderTexts;
    await preview.shows(unfinished.one);
    await preview.shows(unfinished.chooseAgain);
    const [chooser] = await Promise.all([
      preview.page.waitForEvent("filechooser"),
      preview.button(new RegExp(`^${actions.continue}`)).click(),
    ]);
    await chooser.setFiles([VIDEO]);
    await preview.tile(0).is("done");
    expect(await preview.frame.getByText(unfinished.one).count()).toBe(0);
    expectEachPartOnce();
    await expectStored();
  });

  test("is offered and discarded after a question, so that nothing of it is left", async () => {
    const preview = await interrupted();
    const { unfinished, actions } = preview.uploaderTexts;
    const discard = preview.button(new RegExp(`^${actions.discard}`));
    await discard.click();
    await preview.frame.getByRole("button", { name: unfinished.discard.keep, exact: true }).click();
    await discard.click();
    const aborted = preview.page.waitForResponse(/\/multipart\/abort$/);
    await preview.frame.getByRole("button", { name: unfinished.discard.confirm, exact: true }).click();
    expect((await aborted).status()).toBe(204);
    await discard.waitFor({ state: "detached" });
    expect(stack.localCos.requests().map(({ operation }) => operation)).toContain("AbortMultipartUpload");
    await preview.page.close();
    const again = await open({ context: preview.context });
    await again.pickButton.waitFor();
    expect(await again.frame.getByText(unfinished.one).count()).toBe(0);
    expect(await stack.bucket.keys()).toEqual([]);
  });
});
