import { honestPut, md5Base64 } from "../clients/upload-request.ts";
import { expectBytes } from "../stack/expect-bytes.ts";
import { sampleBytes } from "../stack/sample-files.ts";
import { BUCKET_HOST, type Stack, startStack } from "../stack/start-stack.ts";
import {
  type AlterRequest,
  all,
  body,
  doubled,
  header,
  headerOf,
  method,
  signatureInQuery,
  url,
  without,
} from "../tamper/alter-put.ts";
import { expectAltered, expectRejected, expectStored, keyOf } from "../tamper/expect-rejected.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());

const PHOTO = sampleBytes("jpg", 1_000, "tamper");
const OTHER = sampleBytes("jpg", 1_000, "other bytes");
const MISMATCH = [403, "SignatureDoesNotMatch"] as const;

const longer = (bytes: Buffer) => Buffer.concat([bytes, Buffer.from("!")]);
const shorter = (bytes: Buffer) => bytes.subarray(0, -1);
const chunked = header("Transfer-Encoding", "chunked");

type Case = readonly [name: string, status: number, code: string, alter: AlterRequest];

const KEY: readonly Case[] = [
  ["another name", ...MISMATCH, url(/[0-9a-f]\.jpg$/, "x.jpg")],
  ["another extension", ...MISMATCH, url(/jpg$/, "html")],
  ["the name in capitals", ...MISMATCH, url(/jpg$/, "JPG")],
  ["another prefix", ...MISMATCH, url("/uploads/", "/private/")],
  ["no prefix", ...MISMATCH, url("/uploads/", "/")],
  ["an additional folder", ...MISMATCH, url("/uploads/", "/uploads/mine/")],
  ["an escape from the prefix by %2E%2E%2F", ...MISMATCH, url("/uploads/", "/uploads/%2E%2E%2F")],
  ["a trailing slash", ...MISMATCH, url(/$/, "/")],
  ["a second leading slash", ...MISMATCH, url("/uploads/", "//uploads/")],
  ["a double encoding", ...MISMATCH, url("/uploads/", "/%2575ploads/")],
  ["a key that is not UTF-8", 400, "InvalidURI", url("/uploads/", "/%ff/")],
];

const HOST: readonly Case[] = [
  ["a foreign bucket", 404, "NoSuchBucket", header("Host", BUCKET_HOST.replace("example", "foreign"))],
  ["a foreign account", 404, "NoSuchBucket", header("Host", BUCKET_HOST.replace("1250000000", "1250000001"))],
  ["a foreign region", 404, "NoSuchBucket", header("Host", BUCKET_HOST.replace("guangzhou", "beijing"))],
  ["an unsigned host name of the same bucket", ...MISMATCH, header("Host", BUCKET_HOST)],
  ["a missing host", 400, "InvalidRequest", header("Host", [])],
];

const HEADERS: readonly Case[] = [
  ["another Content-Type", ...MISMATCH, header("Content-Type", "image/png")],
  ["the Content-Type of a web page", ...MISMATCH, header("Content-Type", "text/html")],
  ["a Content-Type with a parameter", ...MISMATCH, header("Content-Type", "image/jpeg; charset=utf-8")],
  ["a missing Content-Type", ...MISMATCH, without("Content-Type")],
  ["a repeated Content-Type", ...MISMATCH, doubled("Content-Type", "after")],
  ["another Content-MD5", ...MISMATCH, header("Content-MD5", md5Base64(OTHER))],
  ["a missing Content-MD5", ...MISMATCH, without("Content-MD5")],
  ["a repeated Content-MD5", ...MISMATCH, doubled("Content-MD5", "after", md5Base64(OTHER))],
  ["x-cos-acl: public-read", ...MISMATCH, header("x-cos-acl", "public-read")],
  ["a missing x-cos-acl", ...MISMATCH, without("x-cos-acl")],
  ["a repeated x-cos-acl, public-read first", ...MISMATCH, doubled("x-cos-acl", "before", "public-read")],
  ["a repeated x-cos-acl, public-read last", ...MISMATCH, doubled("x-cos-acl", "after", "public-read")],
  ["x-cos-forbid-overwrite: false", ...MISMATCH, header("x-cos-forbid-overwrite", "false")],
  ["a missing x-cos-forbid-overwrite", ...MISMATCH, without("x-cos-forbid-overwrite")],
  ["a repeated x-cos-forbid-overwrite", ...MISMATCH, doubled("x-cos-forbid-overwrite", "after", "false")],
  ["a chunked body without Content-Length", ...MISMATCH, chunked],
  ["a copy of another object", 404, "NoSuchKey", header("x-cos-copy-source", `${BUCKET_HOST}/other.jpg`)],
];

const BODY: readonly Case[] = [
  ["an additional byte", ...MISMATCH, body(longer)],
  ["a missing byte", ...MISMATCH, body(shorter)],
  ["an empty body", ...MISMATCH, body(() => Buffer.alloc(0))],
  ["a body of the same size with another MD5", 400, "BadDigest", body(() => OTHER)],
  [
    "other bytes with their own MD5",
    ...MISMATCH,
    all(
      body(() => OTHER),
      header("Content-MD5", md5Base64(OTHER)),
    ),
  ],
];

const QUERY: readonly Case[] = [
  ["?acl, which is another operation", 501, "NotImplemented", url(/$/, "?acl")],
  ["?tagging, which is another operation", 501, "NotImplemented", url(/$/, "?tagging")],
  ["a part of a multipart upload", 501, "NotImplemented", url(/$/, "?partNumber=1&uploadId=1585130821")],
  ["a second copy of the signature in the query", 400, "InvalidArgument", signatureInQuery],
  ["a parameter of a second signature", 400, "InvalidArgument", url(/$/, "?q-ak=AKIDother")],
  ["an unknown token", 403, "InvalidAccessKeyId", url(/$/, "?x-cos-security-token=token")],
];

const METHOD: readonly Case[] = [
  ["GET", ...MISMATCH, method("GET")],
  ["HEAD", 403, "", method("HEAD")],
  ["DELETE", ...MISMATCH, method("DELETE")],
  ["POST", 405, "MethodNotAllowed", method("POST")],
  ["PATCH", 405, "MethodNotAllowed", method("PATCH")],
];

describe.each([
  ["key", KEY],
  ["host", HOST],
  ["header", HEADERS],
  ["body", BODY],
  ["query", QUERY],
  ["method", METHOD],
])("PUT with a changed %s", (_, cases) => {
  test("accepts the unchanged request and stores its bytes", async () => {
    const honest = await honestPut(stack.serverUrl, PHOTO);
    await expectStored(stack, honest, keyOf(honest), PHOTO);
  });

  test.each(cases)("rejects %s with %i %s and stores nothing", async (_name, status, code, alter) => {
    const honest = await honestPut(stack.serverUrl, PHOTO);
    const altered = alter(honest);
    expectAltered(altered, honest);
    await expectRejected(stack, altered, { status, code });
  });
});

describe("an existing object", () => {
  test.each(
    METHOD,
  )("survives %s with the signature that stored it, which is rejected with %i %s", async (_name, status, code, alter) => {
    const honest = await honestPut(stack.serverUrl, PHOTO);
    await expectStored(stack, honest, keyOf(honest), PHOTO);
    await expectRejected(stack, alter(honest), { status, code });
    await expectBytes(stack, keyOf(honest), PHOTO);
  });

  test.each(["bound", "unbound"] as const)("is not overwritten with another key's %s signature", async (binding) => {
    const first = await honestPut(stack.serverUrl, PHOTO);
    await expectStored(stack, first, keyOf(first), PHOTO);
    const second = await honestPut(stack.serverUrl, OTHER, binding);
    await expectRejected(stack, { ...second, url: first.url }, { status: 403, code: "SignatureDoesNotMatch" });
    const swapped = header("Authorization", headerOf(first, "Authorization"))(second);
    await expectRejected(stack, swapped, { status: 403, code: "SignatureDoesNotMatch" });
    await expectBytes(stack, keyOf(first), PHOTO);
  });
});
