import { formRequest, honestForm } from "../clients/upload-request.ts";
import { sampleBytes } from "../stack/sample-files.ts";
import { BUCKET_HOST, MAX_BYTES, type Stack, startStack } from "../stack/start-stack.ts";
import {
  type AlterForm,
  addedFirst,
  addedLast,
  field,
  fieldOf,
  file,
  formHeader,
  movedLast,
  withoutField,
} from "../tamper/alter-form.ts";
import { expectAltered, expectRefused, expectStored } from "../tamper/expect-refused.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());

const PHOTO = sampleBytes("jpg", 1_000, "form");
const DENIED = [403, "AccessDenied"] as const;
const FILE_COUNT = [400, "IncorrectNumberOfFilesInPostRequest"] as const;
const MALFORMED = [400, "MalformedPOSTRequest"] as const;

const longer = (bytes: Buffer) => Buffer.concat([bytes, Buffer.from("!")]);
const shorter = (bytes: Buffer) => bytes.subarray(0, -1);
const same = (bytes: Buffer) => bytes;

type Case = readonly [name: string, status: number, code: string, alter: AlterForm];

const KEY: readonly Case[] = [
  ["another name", ...DENIED, field("key", (key) => key.replace(/.\.jpg$/, "x.jpg"))],
  ["another extension", ...DENIED, field("key", (key) => key.replace(/jpg$/, "html"))],
  ["another prefix", ...DENIED, field("key", (key) => key.replace("uploads/", "private/"))],
  ["out of the prefix by ../", ...DENIED, field("key", (key) => `uploads/../${key}`)],
  ["a slash before it", ...DENIED, field("key", (key) => `/${key}`)],
  ["the file's own name behind it", ...DENIED, field("key", (key) => `${key}\${filename}`)],
  ["percent-encoded", ...DENIED, field("key", (key) => key.replace("u", "%75"))],
  ["empty", ...DENIED, field("key", "")],
  ["left out", ...DENIED, withoutField("key")],
  ["twice", 400, "InvalidArgument", addedFirst(["key", "other.jpg"])],
  ["in capitals beside it", 400, "InvalidArgument", addedFirst(["Key", "other.jpg"])],
];

const PINNED: readonly Case[] = [
  ["Content-Type, another", ...DENIED, field("Content-Type", "image/png")],
  ["Content-Type of a page", ...DENIED, field("Content-Type", "text/html")],
  ["Content-Type left out", ...DENIED, withoutField("Content-Type")],
  ["Content-Type twice", 400, "InvalidArgument", addedFirst(["Content-Type", "text/html"])],
  ["Content-Type in another case beside it", 400, "InvalidArgument", addedFirst(["content-type", "text/html"])],
  ["acl public-read", ...DENIED, field("acl", "public-read")],
  ["acl left out", ...DENIED, withoutField("acl")],
  ["acl twice", 400, "InvalidArgument", addedFirst(["acl", "public-read"])],
  ["x-cos-forbid-overwrite false", ...DENIED, field("x-cos-forbid-overwrite", "false")],
  ["x-cos-forbid-overwrite left out", ...DENIED, withoutField("x-cos-forbid-overwrite")],
];

const FILE: readonly Case[] = [
  ["a byte longer", 400, "EntityTooLarge", file(longer)],
  ["a byte shorter", 400, "EntityTooSmall", file(shorter)],
  ["empty", 400, "EntityTooSmall", file(() => Buffer.alloc(0))],
  ["far longer", 400, "EntityTooLarge", file(() => Buffer.alloc(3 * 1024 * 1024))],
  ["none", ...FILE_COUNT, withoutField("file")],
  ["two", ...FILE_COUNT, addedLast(["file", PHOTO, "second.jpg"])],
  ["in another field", ...FILE_COUNT, file(same, "photo")],
  ["a field behind it", ...MALFORMED, addedLast(["x-cos-meta-late", "a"])],
  ["its policy behind it", ...DENIED, movedLast("policy")],
  ["its key behind it", ...DENIED, movedLast("key")],
  ["its signature behind it", ...DENIED, movedLast("q-signature")],
];

const REQUEST: readonly Case[] = [
  ["a foreign bucket's host", 404, "NoSuchBucket", formHeader("Host", BUCKET_HOST.replace("example", "foreign"))],
  ["a foreign region's host", 404, "NoSuchBucket", formHeader("Host", BUCKET_HOST.replace("guangzhou", "beijing"))],
  ["sent to the object", 405, "MethodNotAllowed", (form) => ({ ...form, url: form.url + fieldOf(form, "key") })],
  ["a type that is no form", ...MALFORMED, formHeader("Content-Type", "image/jpeg")],
  ["another boundary", ...MALFORMED, formHeader("Content-Type", "multipart/form-data; boundary=other")],
  ["no Content-Length", 411, "MissingContentLength", formHeader("Transfer-Encoding", "chunked")],
];

describe.each([
  ["key", KEY],
  ["fields that the policy pins", PINNED],
  ["file", FILE],
  ["request", REQUEST],
])("POST, %s", (_, cases) => {
  it("as it was signed – 200, and the bytes are stored", async () => {
    const honest = await honestForm(stack.serverUrl, PHOTO);
    await expectStored(stack, formRequest(honest), fieldOf(honest, "key"), PHOTO);
  });

  it.each(cases)("%s – %i %s, and nothing is stored", async (_name, status, code, alter) => {
    const honest = await honestForm(stack.serverUrl, PHOTO);
    const altered = alter(honest);
    expectAltered(altered, honest);
    await expectRefused(stack, formRequest(altered), { status, code });
  });
});

describe("POST signed for its extension alone", () => {
  it.each([1, MAX_BYTES.photo])("a file of %i bytes – 200, and the bytes are stored", async (bytes) => {
    const photo = sampleBytes("jpg", bytes, "allowed");
    const honest = await honestForm(stack.serverUrl, photo, "unbound");
    await expectStored(stack, formRequest(honest), fieldOf(honest, "key"), photo);
  });

  it.each<Case>([
    ["an empty file", 400, "EntityTooSmall", file(() => Buffer.alloc(0))],
    ["a byte over the limit", 400, "EntityTooLarge", file(() => Buffer.alloc(MAX_BYTES.photo + 1))],
    ["another key", ...DENIED, field("key", "uploads/other.jpg")],
  ])("%s – %i %s, and nothing is stored", async (_name, status, code, alter) => {
    const honest = await honestForm(stack.serverUrl, PHOTO, "unbound");
    await expectRefused(stack, formRequest(alter(honest)), { status, code });
  });
});
