import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { stripExif } from "../../../miniprogram/src/uploader/strip-exif.ts";
import { exif } from "../../../miniprogram/test/fakes/jpeg.ts";
import { startStack } from "../../stack/start-stack.ts";
import { describeInChromium, launchChromium } from "../browser.ts";
import { drawPhoto } from "../draw-photo.ts";
import { openPreview } from "../preview-page.ts";

const REPOSITORY = join(__dirname, "../../..");
const PAGE = `
import { createExifStripper } from "../../uploader/exif-stripper";
import { SERVER_URLS } from "../../config";
Page({
  data: { serverUrl: SERVER_URLS.develop },
  onReady() {
    this.selectComponent("#uploader").setHooks({ prepare: createExifStripper(wx) });
  },
});
`;

describeInChromium("a JPEG without Exif", () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
    page = await browser.newPage();
  });
  afterAll(() => browser.close());

  /** Draws a photo with Exif, which a camera writes right after the beginning. */
  async function photoWithExif(orientation: number): Promise<Buffer> {
    const { buffer } = await drawPhoto(page, orientation, 320);
    return Buffer.concat([buffer.subarray(0, 2), Buffer.from(exif(orientation)), buffer.subarray(2)]);
  }

  test.each([1, 3, 6, 8])("looks the same as with Exif, with the orientation %i", async (orientation) => {
    const photo = await photoWithExif(orientation);
    const clean = Buffer.from(stripExif(photo));
    expect([photo.includes("SECRET"), clean.includes("SECRET")]).toEqual([true, false]);
    const [before, after] = [await pixelsOf(page, photo), await pixelsOf(page, clean)];
    expect(before.size).toBe(orientation > 4 ? "240 × 320" : "320 × 240");
    expect(after).toEqual(before);
  });

  test("is what the component stores, if the page strips Exif by its hook", async () => {
    const directory = await mkdtemp(join(tmpdir(), "e2e-exif-"));
    await cp(join(REPOSITORY, "project.config.json"), join(directory, "project.config.json"));
    await cp(join(REPOSITORY, "miniprogram/src"), join(directory, "miniprogram/src"), { recursive: true });
    const path = join(directory, "miniprogram/src/pages/index/index");
    await writeFile(`${path}.wxml`, '<cos-uploader id="uploader" server-url="{{serverUrl}}" />');
    await writeFile(`${path}.ts`, PAGE);
    const stack = await startStack({ previewOf: directory });
    const preview = await openPreview(browser, { url: stack.serverUrl });
    const buffer = await photoWithExif(6);
    await preview.pick([{ name: "photo.jpg", mimeType: "image/jpeg", buffer }]);
    await preview.tile(0).is("done");
    const stored = await Promise.all((await stack.bucket.keys()).map((key) => stack.bucket.read(key)));
    expect(stored.map(({ bytes }) => bytes)).toEqual([Buffer.from(stripExif(buffer))]);
    expect(preview.errors).toEqual([]);
    await preview.close();
    await stack.close();
    await rm(directory, { recursive: true });
  });
});

/** Returns the size of a photo as the browser shows it, and a digest of its pixels. */
function pixelsOf(page: Page, photo: Buffer): Promise<{ readonly size: string; readonly sum: number }> {
  return page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/jpeg;base64,${base64}`;
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const brush = canvas.getContext("2d");
    brush?.drawImage(image, 0, 0);
    const pixels = brush?.getImageData(0, 0, width, height).data ?? [];
    let sum = 0;
    for (const value of pixels) sum = (Math.imul(sum, 31) + value) >>> 0;
    return { size: `${width} × ${height}`, sum };
  }, photo.toString("base64"));
}
