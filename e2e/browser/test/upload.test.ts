import { join } from "node:path";
import type { Browser } from "playwright-core";
import { type Stack, startStack } from "../../stack/start-stack.ts";
import { describeInChromium, launchChromium } from "../browser.ts";
import { drawPhoto } from "../draw-photo.ts";
import { type ChosenFile, openPreview, type PreviewPage } from "../preview-page.ts";

const MIB = 1024 * 1024;

describeInChromium("an upload in a browser", () => {
  let browser: Browser;
  let stack: Stack;
  let preview: PreviewPage;
  let photos: readonly ChosenFile[];

  beforeAll(async () => {
    browser = await launchChromium();
    const page = await browser.newPage();
    photos = [await drawPhoto(page, 1), await drawPhoto(page, 2)];
    await page.close();
  });

  beforeEach(async () => {
    stack = await startStack({
      previewOf: join(__dirname, "../../.."),
      maxBytes: { photo: 20 * MIB, video: 20 * MIB, other: 20 * MIB },
    });
    preview = await openPreview(browser, { url: stack.serverUrl });
  });

  afterEach(async () => {
    expect(preview.errors).toEqual([]);
    await preview.close();
    await stack.close();
  });

  afterAll(() => browser.close());

  async function storedBytes(): Promise<Buffer[]> {
    const objects = await Promise.all((await stack.bucket.keys()).map((key) => stack.bucket.read(key)));
    expect(objects.map(({ contentType }) => contentType)).toEqual(objects.map(() => "image/jpeg"));
    return objects.map(({ bytes }) => bytes);
  }

  test.each(["put", "post"] as const)("stores the picked bytes, by %s", async (method) => {
    await preview.chooseMethod(method);
    await preview.pick(photos);
    await preview.tile(0).is("done");
    await preview.tile(1).is("done");
    const stored = await storedBytes();
    expect(stored).toHaveLength(2);
    for (const { buffer } of photos) expect(stored.some((bytes) => bytes.equals(buffer))).toBe(true);
  });

  test("shows rising progress as a form", async () => {
    const [photo] = photos;
    if (photo === undefined) throw new Error("no photo");
    await preview.chooseMethod("post");
    await preview.setNetwork({ uploadBytesPerSecond: photo.buffer.length / 1.5 });
    const percents = await watchPercents(preview);
    await preview.pick([photo]);
    await preview.tile(0).is("done");
    const seen = await percents();
    const between = seen.filter((percent) => percent > 0 && percent < 100);
    expect(between.length).toBeGreaterThanOrEqual(3);
    expect(seen).toEqual([...seen].sort((left, right) => left - right));
  });

  test.each(["put", "post"] as const)("stores nothing if it is cancelled half-way, by %s", async (method) => {
    await preview.chooseMethod(method);
    await preview.setNetwork({ uploadBytesPerSecond: 20 * 1024 });
    await preview.pick(photos.slice(0, 1));
    await preview.tile(0).uploading();
    await preview.tile(0).cancelButton.click();
    await preview.tile(0).is("cancelled");
    expect(await stack.bucket.keys()).toEqual([]);
  });

  test("works by touch on a phone", async () => {
    await preview.close();
    preview = await openPreview(browser, { url: stack.serverUrl, hasTouch: true, isMobile: true });
    const [chooser] = await Promise.all([preview.page.waitForEvent("filechooser"), preview.pickButton.tap()]);
    await chooser.setFiles(photos.slice(0, 1));
    await preview.tile(0).is("done");
  });

  test("can be opened from its copied link although the bucket is private", async () => {
    await preview.pick(photos.slice(0, 1));
    await preview.tile(0).is("done");
    await preview.copyButton.click();
    const link = preview.page.locator("#clipboard-open");
    await link.waitFor();
    const opened = await preview.page.request.get(
      new URL((await link.getAttribute("href")) ?? "", stack.serverUrl).href,
    );
    expect(opened.status()).toBe(200);
    expect((await opened.body()).equals(photos[0]?.buffer ?? Buffer.alloc(0))).toBe(true);
    const [key] = await stack.bucket.keys();
    expect((await fetch(`http://${stack.cosHost}/${key}`)).status).toBe(403);
  });
});

/** Records every new percentage that the page shows from now on. Returns a function that reads them. */
async function watchPercents({ frame }: PreviewPage): Promise<() => Promise<readonly number[]>> {
  await frame.evaluate(() => {
    const seen: number[] = [];
    Object.assign(window, { seenPercents: seen });
    const look = () => {
      const percent = /(\d+)%/.exec(document.body.innerText)?.[1];
      if (percent !== undefined && seen.at(-1) !== Number(percent)) seen.push(Number(percent));
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  return async () => {
    const seen: unknown = await frame.evaluate(() => Reflect.get(window, "seenPercents"));
    return Array.isArray(seen) ? seen.map(Number) : [];
  };
}
