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
import { expectAltered, expectRefused, expectStored, keyOf } from "../tamper/expect-refused.ts";

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
  ["a folder more", ...MISMATCH, url("/uploads/", "/uploads/mine/")],
  ["out of the prefix by %2E%2E%2F", ...MISMATCH, url("/uploads/", "/uploads/%2E%2E%2F")],
  ["a slash behind it", ...MISMATCH, url(/$/, "/")],
  ["a second slash before it", ...MISMATCH, url("/uploads/", "//uploads/")],
  ["encoded twice", ...MISMATCH, url("/uploads/", "/%2575ploads/")],
  ["not UTF-8", 400, "InvalidURI", url("/uploads/", "/%ff/")],
];

const HOST: readonly Case[] = [
  ["a foreign bucket", 404, "NoSuchBucket", header("Host", BUCKET_HOST.replace("example", "foreign"))],
  ["a foreign account", 404, "NoSuchBucket", header("Host", BUCKET_HOST.replace("1250000000", "1250000001"))],
  ["a foreign region", 404, "NoSuchBucket", header("Host", BUCKET_HOST.replace("guangzhou", "beijing"))],
  ["the same bucket by a name that wasn't signed", ...MISMATCH, header("Host", BUCKET_HOST)],
  ["none", 400, "InvalidRequest", header("Host", [])],
];

const HEADERS: readonly Case[] = [
  ["Content-Type, another", ...MISMATCH, header("Content-Type", "image/png")],
  ["Content-Type of a page", ...MISMATCH, header("Content-Type", "text/html")],
  ["Content-Type with a parameter", ...MISMATCH, header("Content-Type", "image/jpeg; charset=utf-8")],
  ["Content-Type left out", ...MISMATCH, without("Content-Type")],
  ["Content-Type twice", ...MISMATCH, doubled("Content-Type", "behind")],
  ["Content-MD5, another", ...MISMATCH, header("Content-MD5", md5Base64(OTHER))],
  ["Content-MD5 left out", ...MISMATCH, without("Content-MD5")],
  ["Content-MD5 twice", ...MISMATCH, doubled("Content-MD5", "behind", md5Base64(OTHER))],
  ["x-cos-acl public-read", ...MISMATCH, header("x-cos-acl", "public-read")],
  ["x-cos-acl left out", ...MISMATCH, without("x-cos-acl")],
  ["x-cos-acl twice, public-read first", ...MISMATCH, doubled("x-cos-acl", "before", "public-read")],
  ["x-cos-acl twice, public-read last", ...MISMATCH, doubled("x-cos-acl", "behind", "public-read")],
  ["x-cos-forbid-overwrite false", ...MISMATCH, header("x-cos-forbid-overwrite", "false")],
  ["x-cos-forbid-overwrite left out", ...MISMATCH, without("x-cos-forbid-overwrite")],
  ["x-cos-forbid-overwrite twice", ...MISMATCH, doubled("x-cos-forbid-overwrite", "behind", "false")],
  ["Content-Length left out, sent in chunks", ...MISMATCH, chunked],
  ["a copy of another object", 501, "NotImplemented", header("x-cos-copy-source", `${BUCKET_HOST}/other.jpg`)],
];

const BODY: readonly Case[] = [
  ["a byte longer", ...MISMATCH, body(longer)],
  ["a byte shorter", ...MISMATCH, body(shorter)],
  ["empty", ...MISMATCH, body(() => Buffer.alloc(0))],
  ["of the size, but not of the MD5", 400, "BadDigest", body(() => OTHER)],
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
  ["?acl, another operation", 501, "NotImplemented", url(/$/, "?acl")],
  ["?tagging, another operation", 501, "NotImplemented", url(/$/, "?tagging")],
  ["a part of a multipart upload", 501, "NotImplemented", url(/$/, "?partNumber=1&uploadId=1585130821")],
  ["the signature there too", 400, "InvalidArgument", signatureInQuery],
  ["a second signature's part", 400, "InvalidArgument", url(/$/, "?q-ak=AKIDother")],
  ["a token of nobody", 403, "InvalidAccessKeyId", url(/$/, "?x-cos-security-token=token")],
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
])("PUT, %s", (_, cases) => {
  it("as it was signed – 200, and the bytes are stored", async () => {
    const honest = await honestPut(stack.serverUrl, PHOTO);
    await expectStored(stack, honest, keyOf(honest), PHOTO);
  });

  it.each(cases)("%s – %i %s, and nothing is stored", async (_name, status, code, alter) => {
    const honest = await honestPut(stack.serverUrl, PHOTO);
    const altered = alter(honest);
    expectAltered(altered, honest);
    await expectRefused(stack, altered, { status, code });
  });
});

describe("PUT, an object that is there", () => {
  it.each(METHOD)("%s with the signature that stored it – %i %s, and it stays", async (_name, status, code, alter) => {
    const honest = await honestPut(stack.serverUrl, PHOTO);
    await expectStored(stack, honest, keyOf(honest), PHOTO);
    await expectRefused(stack, alter(honest), { status, code });
    await expectBytes(stack, keyOf(honest), PHOTO);
  });

  it.each(["bound", "unbound"] as const)("is not overwritten with another key's %s signature", async (binding) => {
    const first = await honestPut(stack.serverUrl, PHOTO);
    await expectStored(stack, first, keyOf(first), PHOTO);
    const second = await honestPut(stack.serverUrl, OTHER, binding);
    await expectRefused(stack, { ...second, url: first.url }, { status: 403, code: "SignatureDoesNotMatch" });
    const swapped = header("Authorization", headerOf(first, "Authorization"))(second);
    await expectRefused(stack, swapped, { status: 403, code: "SignatureDoesNotMatch" });
    await expectBytes(stack, keyOf(first), PHOTO);
  });
});
