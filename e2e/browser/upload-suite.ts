import type { Browser } from "playwright-core";
import { type Stack, startStack } from "../stack/start-stack.ts";
import { describeInChromium, launchChromium } from "./browser.ts";
import { drawPhoto } from "./draw-photo.ts";
import { type ChosenFile, closePages, type OpenPreviewOptions, type PreviewPage } from "./preview-page.ts";

const MIB = 1024 * 1024;

/** Opens a page with the component, with an upload method chosen. `url` is the address of the preview. */
export type OpenUploadPage = (
  browser: Browser,
  options: OpenPreviewOptions,
  method: "put" | "post",
) => Promise<PreviewPage>;

/** A page with the component, in any mini program. */
export interface UploadPage {
  /** The folder of the mini program's project.config.json, or of its app.json. */
  readonly project: string;
  readonly open: OpenUploadPage;
}

/** What a suite's own tests may use. */
export interface UploadSuite {
  readonly browser: Browser;
  readonly stack: Stack;
  readonly photos: readonly ChosenFile[];
  /** Opens the page, and closes it after the test. */
  readonly open: (method: "put" | "post", options?: Partial<OpenPreviewOptions>) => Promise<PreviewPage>;
}

/**
 * Tests that a page with the component uploads what was picked, with a real browser, signing server and local bucket.
 *
 * @param more defines further tests of the page; call `suite()` in a test
 */
export function describeUploads(
  name: string,
  { project, open }: UploadPage,
  more: (suite: () => UploadSuite) => void = () => {},
): void {
  describeInChromium(name, () => {
    let suite: UploadSuite;
    let stack: Stack;
    let browser: Browser;
    let photos: readonly ChosenFile[];
    let opened: PreviewPage[];

    beforeAll(async () => {
      browser = await launchChromium();
      const page = await browser.newPage();
      photos = [await drawPhoto(page, 1), await drawPhoto(page, 2)];
      await page.close();
      const maxBytes = { photo: 20 * MIB, video: 20 * MIB, other: 20 * MIB };
      stack = await startStack({ previewOf: project, maxBytes });
    });

    beforeEach(async () => {
      await stack.emptyBucket();
      opened = [];
      suite = {
        browser,
        stack,
        photos,
        async open(method, options = {}) {
          const page = await open(browser, { url: stack.serverUrl, ...options }, method);
          opened.push(page);
          return page;
        },
      };
    });

    afterEach(async () => {
      expect(await closePages(opened)).toEqual([]);
    });

    afterAll(async () => {
      await browser.close();
      await stack.close();
    });

    async function storedBytes(): Promise<Buffer[]> {
      const { bucket } = suite.stack;
      const objects = await Promise.all((await bucket.keys()).map((key) => bucket.read(key)));
      expect(objects.map(({ contentType }) => contentType)).toEqual(objects.map(() => "image/jpeg"));
      return objects.map(({ bytes }) => bytes);
    }

    test.each(["put", "post"] as const)("stores the picked bytes, by %s", async (method) => {
      const page = await suite.open(method);
      await page.pick(photos);
      await page.tile(0).is("done");
      await page.tile(1).is("done");
      const stored = await storedBytes();
      expect(stored).toHaveLength(2);
      for (const { buffer } of photos) expect(stored.some((bytes) => bytes.equals(buffer))).toBe(true);
    });

    test("shows rising progress as a form", async () => {
      const [photo] = photos;
      if (photo === undefined) throw new Error("no photo");
      const page = await suite.open("post");
      await page.setNetwork({ uploadBytesPerSecond: photo.buffer.length / 1.5 });
      const percents = await watchPercents(page);
      await page.pick([photo]);
      await page.tile(0).is("done");
      const seen = await percents();
      const between = seen.filter((percent) => percent > 0 && percent < 100);
      expect(between.length).toBeGreaterThanOrEqual(3);
      expect(seen).toEqual([...seen].sort((left, right) => left - right));
    });

    test.each(["put", "post"] as const)("stores nothing if it is cancelled half-way, by %s", async (method) => {
      const page = await suite.open(method);
      await page.setNetwork({ uploadBytesPerSecond: 20 * 1024 });
      await page.pick(photos.slice(0, 1));
      await page.tile(0).uploading();
      await page.tile(0).cancelButton.click();
      await page.tile(0).is("cancelled");
      expect(await suite.stack.bucket.keys()).toEqual([]);
    });

    test("works by touch on a phone", async () => {
      const page = await suite.open("post", { hasTouch: true, isMobile: true });
      const [chooser] = await Promise.all([page.page.waitForEvent("filechooser"), page.pickButton.tap()]);
      await chooser.setFiles(photos.slice(0, 1));
      await page.tile(0).is("done");
    });

    more(() => suite);
  });
}

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
