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
import { expectAltered, expectRejected, expectStored } from "../tamper/expect-rejected.ts";

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
  ["an escape from the prefix by ../", ...DENIED, field("key", (key) => `uploads/../${key}`)],
  ["a leading slash", ...DENIED, field("key", (key) => `/${key}`)],
  ["an appended variable for the file name", ...DENIED, field("key", (key) => `${key}\${filename}`)],
  ["percent-encoding", ...DENIED, field("key", (key) => key.replace("u", "%75"))],
  ["an empty key", ...DENIED, field("key", "")],
  ["a missing key", ...DENIED, withoutField("key")],
  ["a repeated key", 400, "InvalidArgument", addedFirst(["key", "other.jpg"])],
  ["a repeated key in another case", 400, "InvalidArgument", addedFirst(["Key", "other.jpg"])],
];

const PINNED: readonly Case[] = [
  ["another Content-Type", ...DENIED, field("Content-Type", "image/png")],
  ["the Content-Type of a web page", ...DENIED, field("Content-Type", "text/html")],
  ["a missing Content-Type", ...DENIED, withoutField("Content-Type")],
  ["a repeated Content-Type", 400, "InvalidArgument", addedFirst(["Content-Type", "text/html"])],
  ["a repeated Content-Type in another case", 400, "InvalidArgument", addedFirst(["content-type", "text/html"])],
  ["acl: public-read", ...DENIED, field("acl", "public-read")],
  ["a missing acl", ...DENIED, withoutField("acl")],
  ["a repeated acl", 400, "InvalidArgument", addedFirst(["acl", "public-read"])],
  ["x-cos-forbid-overwrite: false", ...DENIED, field("x-cos-forbid-overwrite", "false")],
  ["a missing x-cos-forbid-overwrite", ...DENIED, withoutField("x-cos-forbid-overwrite")],
];

const FILE: readonly Case[] = [
  ["an additional byte", 400, "EntityTooLarge", file(longer)],
  ["a missing byte", 400, "EntityTooSmall", file(shorter)],
  ["an empty file", 400, "EntityTooSmall", file(() => Buffer.alloc(0))],
  ["a file that is far too large", 400, "EntityTooLarge", file(() => Buffer.alloc(3 * 1024 * 1024))],
  ["a missing file", ...FILE_COUNT, withoutField("file")],
  ["two files", ...FILE_COUNT, addedLast(["file", PHOTO, "second.jpg"])],
  ["a file in another field", ...FILE_COUNT, file(same, "photo")],
  ["a field after the file", ...MALFORMED, addedLast(["x-cos-meta-late", "a"])],
  ["a policy after the file", ...DENIED, movedLast("policy")],
  ["a key after the file", ...DENIED, movedLast("key")],
  ["a signature after the file", ...DENIED, movedLast("q-signature")],
];

const REQUEST: readonly Case[] = [
  ["a foreign bucket's host", 404, "NoSuchBucket", formHeader("Host", BUCKET_HOST.replace("example", "foreign"))],
  ["a foreign region's host", 404, "NoSuchBucket", formHeader("Host", BUCKET_HOST.replace("guangzhou", "beijing"))],
  ["the object's URL", 405, "MethodNotAllowed", (form) => ({ ...form, url: form.url + fieldOf(form, "key") })],
  ["a Content-Type other than a form's", ...MALFORMED, formHeader("Content-Type", "image/jpeg")],
  ["another boundary", ...MALFORMED, formHeader("Content-Type", "multipart/form-data; boundary=other")],
  ["no Content-Length", 411, "MissingContentLength", formHeader("Transfer-Encoding", "chunked")],
];

describe.each([
  ["a changed key", KEY],
  ["changes to fields that the policy pins", PINNED],
  ["a changed file", FILE],
  ["a changed request", REQUEST],
])("POST with %s", (_, cases) => {
  test("accepts the unchanged request and stores its bytes", async () => {
    const honest = await honestForm(stack.serverUrl, PHOTO);
    await expectStored(stack, formRequest(honest), fieldOf(honest, "key"), PHOTO);
  });

  test.each(cases)("rejects %s with %i %s and stores nothing", async (_name, status, code, alter) => {
    const honest = await honestForm(stack.serverUrl, PHOTO);
    const altered = alter(honest);
    expectAltered(altered, honest);
    await expectRejected(stack, formRequest(altered), { status, code });
  });
});

describe("POST signed for its extension alone", () => {
  test.each([1, MAX_BYTES.photo])("accepts a file of %i bytes and stores it", async (bytes) => {
    const photo = sampleBytes("jpg", bytes, "allowed");
    const honest = await honestForm(stack.serverUrl, photo, "unbound");
    await expectStored(stack, formRequest(honest), fieldOf(honest, "key"), photo);
  });

  test.each<Case>([
    ["an empty file", 400, "EntityTooSmall", file(() => Buffer.alloc(0))],
    ["a file one byte over the limit", 400, "EntityTooLarge", file(() => Buffer.alloc(MAX_BYTES.photo + 1))],
    ["another key", ...DENIED, field("key", "uploads/other.jpg")],
  ])("rejects %s with %i %s and stores nothing", async (_name, status, code, alter) => {
    const honest = await honestForm(stack.serverUrl, PHOTO, "unbound");
    await expectRejected(stack, formRequest(alter(honest)), { status, code });
  });
});
