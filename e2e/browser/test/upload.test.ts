import { join } from "node:path";
import { openPreview } from "../preview-page.ts";
import { describeUploads, type OpenUploadPage } from "../upload-suite.ts";

const openNativePage: OpenUploadPage = async (browser, options, method) => {
  const preview = await openPreview(browser, options);
  await preview.chooseMethod(method);
  return preview;
};

const nativePage = { project: join(__dirname, "../../.."), open: openNativePage };

describeUploads("an upload in a browser", nativePage, (suite) => {
  test("can be opened from its copied link although the bucket is private", async () => {
    const { stack, photos, open } = suite();
    const preview = await open("post");
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
