import type { UploadFile } from "../../../src/components/cos-uploader/upload-file";
import type { View } from "../../../src/pages/index/view-model";
import { en } from "../../../src/texts/en";
import { zh } from "../../../src/texts/zh";
import { createFakeWechat, type FakeResponse } from "../../fakes/fake-wechat";

interface PageOptions {
  data: Partial<View> & Record<string, unknown>;
  onLoad(): void;
  onReady(): void;
  onMethod(event: unknown): void;
  onSwitch(event: unknown): void;
  onFiles(event: unknown): void;
  onCancelAll(): void;
  onCopy(event: unknown): Promise<void>;
  onCopyAll(): Promise<void>;
  onUploads(): void;
  onThumbnailError(event: unknown): void;
}

const UPLOADED: UploadFile = {
  id: 4,
  url: "https://b.example.com/1.jpg",
  type: "image",
  status: "done",
  result: {
    objectUrl: "https://b.example.com/1.jpg",
    objectKey: "1.jpg",
    contentType: "image/jpeg",
    bytes: 2048,
    method: "post",
  },
};

/** Loads the page as WeChat does, and records what `setData` sets. */
function openPage({ language = "en", envVersion = "develop", fontSizeScaleFactor = 1 } = {}) {
  const setClipboardData = jest.fn((option: WechatMiniprogram.SetClipboardDataOption) =>
    option.success?.({ errMsg: "setClipboardData:ok" }),
  );
  const server: { downloads: FakeResponse } = { downloads: { statusCode: 404, data: "{}" } };
  const phone = createFakeWechat({
    onLogin: () => ({ code: "a code" }),
    onRequest: ({ url }) => (url.endsWith("/downloads") ? server.downloads : { statusCode: 404, data: "{}" }),
  });
  const wx = {
    ...phone.wx,
    navigateTo: jest.fn(),
    getAppBaseInfo: () => ({ language, SDKVersion: "3.8.12", fontSizeScaleFactor }),
    getAccountInfoSync: () => ({ miniProgram: { envVersion } }),
    setNavigationBarTitle: jest.fn(),
    showToast: jest.fn(),
    setClipboardData,
  };
  const cancelAll = jest.fn();
  const setAuthorize = jest.fn();
  let options: PageOptions | undefined;
  Object.assign(globalThis, {
    wx,
    Page: (given: PageOptions) => {
      options = given;
    },
  });
  jest.isolateModules(() => require("../../../src/pages/index/index"));
  if (options === undefined) throw new Error("the file did not call Page()");
  const page = {
    ...options,
    setData: (changes: object) => Object.assign(page.data, changes),
    selectComponent: (selector: string) => (selector === "#uploader" ? { cancelAll, setAuthorize } : null),
  };
  page.onLoad();
  page.onReady();
  return { page, wx, cancelAll, setAuthorize, server, requests: phone.requests };
}

/** The server's response with signed links to objects. */
function signed(keys: readonly string[]): FakeResponse {
  const downloads = keys.map((cosKey) => ({ cosKey, url: `https://b.example.com/${cosKey}?q-signature=1` }));
  return { statusCode: 200, data: JSON.stringify({ downloads, expiresInSeconds: 599, expiresAt: 1_795_445_656 }) };
}

const tap = (dataset: object) => ({ currentTarget: { dataset } });

test.each([
  ["en", en],
  ["zh_CN", zh],
])("opens in WeChat's language: %s", (language, texts) => {
  const { page, wx } = openPage({ language });
  expect(page.data.texts?.heading).toBe(texts.heading);
  expect(wx.setNavigationBarTitle).toHaveBeenCalledWith({ title: texts.title });
});

test.each([
  ["develop", "http://127.0.0.1:3000"],
  ["release", "https://sign.example.com"],
])("in the %s build the component uses the server %s", (envVersion, serverUrl) => {
  expect(openPage({ envVersion }).page.data["serverUrl"]).toBe(serverUrl);
});

test("passes settings to the component", () => {
  const { page } = openPage();
  page.onMethod(tap({ method: "put" }));
  page.onSwitch(tap({ name: "compress" }));
  expect(page.data.settings).toEqual({ method: "put", checkIntegrity: false, compress: true });
});

test("copies a signed link, and says how long it works", async () => {
  const { page, wx, server, requests } = openPage();
  server.downloads = signed(["1.jpg"]);
  page.onFiles({ detail: { files: [UPLOADED] } });
  await page.onCopy(tap({ id: 4 }));
  expect(requests.at(-1)).toMatchObject({ url: "http://127.0.0.1:3000/downloads", data: '{"keys":["1.jpg"]}' });
  expect(wx.setClipboardData.mock.calls[0]?.[0].data).toBe("https://b.example.com/1.jpg?q-signature=1");
  expect(wx.showToast).toHaveBeenCalledWith({ title: "Link copied. It works for 9 min", icon: "none" });
});

test("copies all links at once, one per line", async () => {
  const { page, wx, server } = openPage();
  server.downloads = signed(["1.jpg", "2.jpg"]);
  page.onFiles({ detail: { files: [UPLOADED] } });
  expect(page.data.hasManyResults).toBe(false);
  const result = Object.assign({}, UPLOADED.result, { objectKey: "2.jpg" });
  page.onFiles({ detail: { files: [UPLOADED, { ...UPLOADED, id: 5, result }] } });
  expect(page.data.hasManyResults).toBe(true);
  await page.onCopyAll();
  expect(wx.setClipboardData.mock.calls[0]?.[0].data).toBe(
    "https://b.example.com/1.jpg?q-signature=1\nhttps://b.example.com/2.jpg?q-signature=1",
  );
  expect(wx.showToast).toHaveBeenCalledWith({ title: "2 links copied. They work for 9 min", icon: "none" });
});

test.each([
  [501, "service_keys_missing", en.linkNotOffered],
  [401, "login_required", en.linkNotOffered],
  [422, "not_your_key", en.uploads.failures.unavailable],
])("copies nothing if the server signs no link, and says why: %i %s", async (statusCode, code, title) => {
  const { page, wx, server } = openPage();
  server.downloads = { statusCode, data: JSON.stringify({ status: statusCode, code }) };
  page.onFiles({ detail: { files: [UPLOADED] } });
  await page.onCopy(tap({ id: 4 }));
  expect(wx.setClipboardData).not.toHaveBeenCalled();
  expect(wx.showToast).toHaveBeenCalledWith({ title, icon: "none" });
});

test("the component logs in with the session of all pages", () => {
  const { setAuthorize } = openPage();
  expect(setAuthorize).toHaveBeenCalledWith(expect.any(Function));
});

test("opens the user's uploads", () => {
  const { page, wx } = openPage();
  page.onUploads();
  expect(wx.navigateTo).toHaveBeenCalledWith(expect.objectContaining({ url: "/pages/uploads/uploads" }));
});

test("keeps showing a drawing for a picture that cannot be displayed", () => {
  const { page } = openPage();
  page.onFiles({ detail: { files: [{ ...UPLOADED, thumb: "wxfile://tmp/1.heic" }] } });
  expect(page.data.results?.[0]?.thumbnailPath).toBe("wxfile://tmp/1.heic");
  page.onThumbnailError(tap({ id: 4 }));
  page.onFiles({ detail: { files: [{ ...UPLOADED, thumb: "wxfile://tmp/1.heic" }] } });
  expect(page.data.results?.[0]?.thumbnailPath).toBe("");
});

test("scales texts with WeChat's font size", () => {
  expect(openPage({ fontSizeScaleFactor: 1.25 }).page.data["textScale"]).toBe(1.25);
});

test("shows a message if copying fails", async () => {
  const { page, wx, server } = openPage();
  server.downloads = signed(["1.jpg"]);
  page.onFiles({ detail: { files: [UPLOADED] } });
  wx.setClipboardData.mockImplementation((option) => option.fail?.({ errMsg: "setClipboardData:fail" }));
  await page.onCopy(tap({ id: 4 }));
  expect(wx.showToast).toHaveBeenCalledWith({ title: en.copyFailed, icon: "none" });
});

test("copies nothing for a file that does not exist", async () => {
  const { page, wx, requests } = openPage();
  await page.onCopy(tap({ id: 7 }));
  expect([wx.setClipboardData.mock.calls, requests]).toEqual([[], []]);
});

test("can cancel all uploads while one is under way", () => {
  const { page, cancelAll } = openPage();
  page.onFiles({ detail: { files: [{ url: "", status: "loading" }] } });
  expect(page.data.isUploading).toBe(true);
  page.onCancelAll();
  expect(cancelAll).toHaveBeenCalledTimes(1);
});
