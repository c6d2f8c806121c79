import { join } from "node:path";
import { openPreview } from "../../browser/preview-page.ts";
import { describeUploads, type OpenUploadPage } from "../../browser/upload-suite.ts";

const EXAMPLES = join(__dirname, "../../../examples");

/** The examples, and the folder in which each has its built mini program. */
const MINI_PROGRAMS = {
  "native-npm": ".",
  "taro-react": ".",
  "taro-vue": ".",
  "uni-app": "dist/build/mp-weixin",
};

const openComponentPage: OpenUploadPage = (browser, { url, ...options }, method) =>
  openPreview(browser, { ...options, url: `${url}#pages/component/component?method=${method}` });

for (const [example, folder] of Object.entries(MINI_PROGRAMS)) {
  const page = { project: join(EXAMPLES, example, folder), open: openComponentPage };

  describeUploads(`examples/${example}`, page, (suite) => {
    test("the component reports the object key to the page", async () => {
      const { stack, photos, open } = suite();
      const preview = await open("post");
      await preview.pick(photos.slice(0, 1));
      await preview.tile(0).is("done");
      const [key = ""] = await stack.bucket.keys();
      await preview.shows(key);
    });

    test("the library uploads, and the page shows the object key", async () => {
      const { stack, browser, photos } = suite();
      const preview = await openPreview(browser, { url: `${stack.serverUrl}#pages/library/library` });
      const [photo] = photos;
      const [chooser] = await Promise.all([
        preview.page.waitForEvent("filechooser"),
        preview.button("Upload a photo").click(),
      ]);
      await chooser.setFiles(photos.slice(0, 1));
      await preview.frame.getByText(/^uploads\//).waitFor();
      const [key = ""] = await stack.bucket.keys();
      expect((await stack.bucket.read(key)).bytes.equals(photo?.buffer ?? Buffer.alloc(0))).toBe(true);
      await preview.shows(key);
      expect(preview.errors).toEqual([]);
      await preview.close();
    });

    test("a form uploads on submit, with a token, a slot, and a method of the component", async () => {
      const { stack, browser, photos } = suite();
      const preview = await openPreview(browser, { url: `${stack.serverUrl}#pages/form/form`, locale: "en-US" });
      await preview.shows("Photos of the damage: 0");
      await preview.pick(photos);
      await preview.shows("Photos of the damage: 2");
      await preview.tile(1).is("ready");
      expect(await stack.bucket.keys()).toEqual([]);
      const signed = preview.page.waitForRequest(/put-sign|post-policy/);
      await preview.button("Submit").click();
      await preview.tile(1).is("done");
      expect((await signed).headers()["authorization"]).toBe("Bearer a-token");
      const keys = await stack.bucket.keys();
      expect(keys).toHaveLength(2);
      for (const key of keys) await preview.shows(key);
      expect(preview.errors).toEqual([]);
      await expect(preview.errorPanel.allInnerTexts()).resolves.toEqual([]);
      await preview.close();
    });
  });
}
