import type { Browser, Page } from "playwright-core";
import { stripExif } from "../../../miniprogram/src/uploader/strip-exif.ts";
import { exif } from "../../../miniprogram/test/fakes/jpeg.ts";
import { describeInChromium, launchChromium } from "../browser.ts";
import { drawPhoto } from "../draw-photo.ts";

describeInChromium("a JPEG without Exif", () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
    page = await browser.newPage();
  });
  afterAll(() => browser.close());

  test.each([1, 3, 6, 8])("looks the same as with Exif, with the orientation %i", async (orientation) => {
    const { buffer } = await drawPhoto(page, orientation, 320);
    // A camera writes Exif right after the beginning.
    const photo = Buffer.concat([buffer.subarray(0, 2), Buffer.from(exif(orientation)), buffer.subarray(2)]);
    const clean = Buffer.from(stripExif(photo));
    expect([photo.includes("SECRET"), clean.includes("SECRET")]).toEqual([true, false]);
    const [before, after] = [await pixelsOf(page, photo), await pixelsOf(page, clean)];
    expect(before.size).toBe(orientation > 4 ? "240 × 320" : "320 × 240");
    expect(after).toEqual(before);
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
