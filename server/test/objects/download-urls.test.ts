import { createDownloadSigner, type DownloadSignerOptions } from "../../src/objects/download-urls.ts";
import { createObjectKeyParser } from "../../src/uploads/parse-object-key.ts";

const HEX = "000102030405060708090a0b0c0d0e0f";
/** The beginning of a window of 300 seconds. */
const START_SECONDS = 1_795_449_600;
let nowSeconds: number;
beforeEach(() => {
  nowSeconds = START_SECONDS;
});

const OPTIONS: DownloadSignerOptions = {
  scheme: "https",
  host: "img.example.com",
  credentials: async () => ({ secretId: "AKIDreading", secretKey: "reading" }),
  lifetimeSeconds: 600,
  now: () => nowSeconds * 1000,
};

async function urlsOf(ext = "jpg", options: Partial<DownloadSignerOptions> = {}, download = {}) {
  const parsed = createObjectKeyParser("uploads")(`uploads/li/20261123/20261123120506-${HEX}.${ext}`);
  if (parsed === undefined) throw new Error("no key");
  const signer = await createDownloadSigner({ ...OPTIONS, ...options });
  return {
    ...signer.sign(parsed, { contentType: "image/jpeg", ...download }),
    expiresAt: signer.expiresAt,
    expiresInSeconds: signer.expiresInSeconds,
  };
}

const keyTimeOf = (url: string) => new URL(url).searchParams.get("q-key-time");

test("a URL stays the same in a window of half its lifetime, and then changes", async () => {
  expect(START_SECONDS % 300).toBe(0);
  const first = await urlsOf();
  nowSeconds += 299;
  const last = await urlsOf();
  expect([last.url, last.thumbnailUrl]).toEqual([first.url, first.thumbnailUrl]);
  expect([first.expiresInSeconds, last.expiresInSeconds]).toEqual([600, 301]);
  nowSeconds += 1;
  const next = await urlsOf();
  expect(next.url).not.toBe(first.url);
  expect(next.expiresInSeconds).toBe(600);
  expect(keyTimeOf(next.url)).toBe(`${nowSeconds - 60};${nowSeconds + 600}`);
});

test("a URL ends with its credentials, and none is signed with expired ones", async () => {
  const until = (seconds: number) => async () => ({
    secretId: "AKIDreading",
    secretKey: "reading",
    securityToken: "to/ken",
    expiresSeconds: START_SECONDS + seconds,
  });
  const { url, expiresAt, expiresInSeconds } = await urlsOf("jpg", { credentials: until(100) });
  expect([expiresAt - START_SECONDS, expiresInSeconds]).toEqual([100, 100]);
  expect(keyTimeOf(url)?.endsWith(`;${START_SECONDS + 100}`)).toBe(true);
  expect(new URL(url).searchParams.get("x-cos-security-token")).toBe("to/ken");
  await expect(urlsOf("jpg", { credentials: until(0) })).rejects.toMatchObject({ code: "credentials_unavailable" });
});

test("a URL is signed for its own host", async () => {
  const { url } = await urlsOf();
  expect(new URL(url).host).toBe("img.example.com");
  expect(new URL(url).searchParams.get("q-header-list")).toBe("host");
});

test.each([
  ["jpg", "imageMogr2/thumbnail/300x/"],
  ["heic", "imageMogr2/thumbnail/300x/format/jpg/"],
  ["mp4", undefined],
  ["zip", undefined],
])("the thumbnail of a %s: %s", async (ext, rule) => {
  const { thumbnailUrl } = await urlsOf(ext);
  expect(thumbnailUrl && [...new URL(thumbnailUrl).searchParams.keys()][0]).toBe(rule);
});

test.each([
  ["a.jpg", `attachment; filename="a.jpg"; filename*=UTF-8''a.jpg`],
  ['a"b.jpg', `attachment; filename="a_b.jpg"; filename*=UTF-8''a%22b.jpg`],
  ["照片.jpg", `attachment; filename="__.jpg"; filename*=UTF-8''%E7%85%A7%E7%89%87.jpg`],
  ["it's (1)*.jpg", `attachment; filename="it's (1)*.jpg"; filename*=UTF-8''it%27s%20%281%29%2A.jpg`],
  ["a\\b.jpg", `attachment; filename="a_b.jpg"; filename*=UTF-8''a%5Cb.jpg`],
  ["100%.jpg", `attachment; filename="100_.jpg"; filename*=UTF-8''100%25.jpg`],
])("the file name %s", async (filename, disposition) => {
  const { url } = await urlsOf("jpg", {}, { filename });
  expect(new URL(url).searchParams.get("response-content-disposition")).toBe(disposition);
  const signed = "response-content-disposition;response-content-type";
  expect(new URL(url).searchParams.get("q-url-param-list")).toBe(signed);
});
