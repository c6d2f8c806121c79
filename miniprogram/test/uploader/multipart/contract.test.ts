import type { MultipartHost } from "../../../src/uploader/index";
import { bytesOfPart } from "../../../src/uploader/multipart/saved/saved-upload";
import { readStart, type StartFields } from "../../../src/uploader/multipart/server/multipart-calls";
import type { SignedPartFields } from "../../../src/uploader/multipart/server/signed-parts";
import { createMultipartHost } from "../../../src/uploader/multipart-host";
import { createFakePlatform } from "../../fakes/fake-platform";
import type { MultipartStartResponse, SignedPart } from "../contract-types";

/*
 * The library does not import the contract, because people copy its folder. These types tie the two together: if a field of the
 * contract is renamed, `npx tsc --build` fails here.
 */
type ReadOfStart = Pick<MultipartStartResponse, keyof StartFields> &
  Pick<MultipartStartResponse, "parts" | "expiresInSeconds">;
type ReadOfPart = Pick<SignedPart, keyof SignedPartFields>;

const PART: ReadOfPart = {
  partNumber: 1,
  bytes: 1_000,
  uploadUrl: "https://bucket.cos.example.com/uploads/%E8%A7%86%E9%A2%91.mp4?partNumber=1&uploadId=a",
  headers: { Authorization: "q-sign-algorithm=sha1" },
};
const START: ReadOfStart & { readonly parts: readonly ReadOfPart[] } = {
  cosHost: "bucket.cos.example.com",
  cosKey: "uploads/视频.mp4",
  objectUrl: "https://bucket.cos.example.com/uploads/%E8%A7%86%E9%A2%91.mp4",
  contentType: "video/mp4",
  uploadToken: "token",
  partBytes: 1_000,
  partCount: 3,
  resumableSeconds: 60,
  parts: [PART],
  expiresInSeconds: 900,
};

function host(): MultipartHost {
  const platform = createFakePlatform({ onRequest: () => "never", onForm: () => "never" });
  const options = { serverUrl: "https://sign.example.com", platform };
  return createMultipartHost(options, new Set(), () => new Promise(() => {}));
}

test("the contract's start of an upload has every field that the library reads", () => {
  const file = { filePath: "a.mp4", ext: "mp4", size: 2_500, checkIntegrity: false };
  const response = { statusCode: 200, header: {}, data: JSON.stringify(START) };
  const { upload, signedParts } = readStart(host(), response, file, { fingerprint: "f", owner: "o" });
  expect(upload).toMatchObject({
    objectKey: START.cosKey,
    partCount: 3,
    bytes: 2_500,
    owner: "o",
    resumableUntilMs: 65_000,
  });
  expect([1, 2, 3].map((partNumber) => bytesOfPart(upload, partNumber))).toEqual([1_000, 1_000, 500]);
  expect(signedParts).toMatchObject([{ partNumber: 1, uploadUrl: PART.uploadUrl, headers: PART.headers }]);
});
