import type { HttpRequest } from "../../../src/uploader/index";
import { createUploadsClient, type UploadsClientOptions } from "../../../src/uploader/uploads/index";
import { respond } from "../../fakes/fake-cloud";
import { createFakePlatform, type FakeReply } from "../../fakes/fake-platform";
import type { ConfirmedUpload, DeleteResponse, DownloadsResponse, UploadsResponse } from "../contract-types";

export const SERVER_URL = "https://sign.example.com";
export const KEY = "uploads/a/20261123/20261123120000-0123456789abcdef0123456789abcdef.jpg";
const URL = `https://photos-1250000000.cos.ap-guangzhou.myqcloud.com/${KEY}?q-sign-algorithm=sha1`;

export const STORED = {
  cosKey: KEY,
  status: "stored",
  bytes: 300_000,
  contentType: "image/jpeg",
  etag: "098f6bcd4621d373cade4e832627b4f6",
  crc64: "9548687815775124833",
  storedAt: 1_795_445_056,
  proof: "eyJhbGciOiJFUzI1NiIs.e30.c2ln",
} satisfies ConfirmedUpload;

export const DOWNLOADS: DownloadsResponse = {
  downloads: [{ cosKey: KEY, url: URL, thumbnailUrl: `${URL}&imageMogr2%2Fthumbnail%2F300x` }],
  expiresAt: 1_795_445_656,
  expiresInSeconds: 600,
};

export const PAGE: UploadsResponse = {
  uploads: [
    { cosKey: KEY, bytes: 300_000, contentType: "image/jpeg", storedAt: 1_795_445_056, url: URL, thumbnailUrl: URL },
  ],
  cursor: "a+cursor/=",
  expiresAt: 1_795_445_656,
  expiresInSeconds: 600,
};

export const DELETION: DeleteResponse = { deleted: [KEY], failed: [] };

/** Keys that differ, as many as a test needs. */
export const keysOf = (count: number) => Array.from({ length: count }, (_, index) => `uploads/a/${index}.jpg`);

export const json = (body: unknown, statusCode = 200) => respond(statusCode, JSON.stringify(body));
export const problem = (status: number, code: string, headers = {}) =>
  respond(status, JSON.stringify({ status, code, detail: "no", requestId: "r-1" }), headers);

/** The keys in the body of a request. */
export function keysIn({ data }: HttpRequest): string[] {
  const body: unknown = JSON.parse(String(data));
  const keys: unknown = Object(body)["keys"];
  return Array.isArray(keys) ? keys.map(String) : [];
}

/** A client on a platform with a manual clock. Responses come in order, or from a function. */
export function uploadsFixture(
  replies: readonly FakeReply[] | ((request: HttpRequest) => FakeReply),
  options: Partial<UploadsClientOptions> = {},
) {
  const waiting = typeof replies === "function" ? [] : [...replies];
  const platform = createFakePlatform({
    onRequest: (request) => (typeof replies === "function" ? replies(request) : (waiting.shift() ?? "network")),
    onForm: () => "never",
  });
  return { platform, client: createUploadsClient({ serverUrl: SERVER_URL, platform, ...options }) };
}
