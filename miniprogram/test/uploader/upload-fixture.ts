import { createUploader, UploadError, type UploaderOptions } from "../../src/uploader/index";
import { createWechatPlatform } from "../../src/uploader/wechat-platform";
import { createFakeWechat, type FakeResponse, type FakeWechatOptions, type Reply } from "../fakes/fake-wechat";
import { POST_POLICY, PUT_SIGN } from "../fakes/signatures";

export const SERVER_URL = "https://sign.example.com";
export const PHOTO = "wxfile://tmp/photo.JPG";
export const BYTES = new Uint8Array([0xff, 0xd8, 0xff, 0xe0]);
export const STORED: FakeResponse = { statusCode: 200, header: { ETag: '"abc123"', "X-Cos-Request-Id": "NjQw" } };

export interface FixtureOptions extends FakeWechatOptions {
  /** The signing server's response. */
  readonly sign?: Reply<FakeResponse> | (() => Reply<FakeResponse>);
  /** COS's response. */
  readonly cos?: Reply<FakeResponse>;
  readonly uploader?: Partial<UploaderOptions>;
  nowMs?(): number;
}

/** An uploader on a fake WeChat with one photo, with a signing server and a COS that work by default. */
export function uploadFixture({ sign, cos = STORED, uploader, nowMs = Date.now, ...options }: FixtureOptions = {}) {
  const wechat = createFakeWechat({
    files: { [PHOTO]: { bytes: BYTES, digest: "D41D8CD98F00B204E9800998ECF8427E" } },
    onRequest: ({ url, method }) => (method === "PUT" ? cos : signResponse(url, sign)),
    onUploadFile: () => cos,
    ...options,
  });
  const platform = { ...createWechatPlatform(wechat.wx), nowMs };
  // Other tests cover retries, on a platform with a manual clock.
  const retry = { maxAttempts: 1 };
  return { wechat, uploader: createUploader({ serverUrl: SERVER_URL, platform, retry, ...uploader }) };
}

function signResponse(url: string, sign: FixtureOptions["sign"]): Reply<FakeResponse> {
  if (typeof sign === "function") return sign();
  return sign ?? json(url.includes("/put-sign") ? PUT_SIGN : POST_POLICY);
}

export function json(body: unknown, statusCode = 200): FakeResponse {
  return { statusCode, header: { "Content-Type": "application/json" }, data: JSON.stringify(body) };
}

/** The UploadError that a promise rejects with. */
export async function failureOf(result: Promise<unknown>): Promise<UploadError> {
  const outcome = await result.then(
    () => "it did not fail",
    (error: unknown) => error,
  );
  if (outcome instanceof UploadError) return outcome;
  throw new Error(`no UploadError: ${String(outcome)}`);
}
