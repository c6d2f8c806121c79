import { type RawRequest, send } from "../clients/send.ts";
import { formRequest, honestForm, honestPut } from "../clients/upload-request.ts";
import { expectBytes } from "../stack/expect-bytes.ts";
import { sampleBytes } from "../stack/sample-files.ts";
import { type Stack, startStack } from "../stack/start-stack.ts";
import { type AlterForm, field, fieldOf, file } from "../tamper/alter-form.ts";
import { type AlterRequest, all, body, header, signatureInQuery, url, without } from "../tamper/alter-put.ts";
import { expectRejected, expectStored, keyOf } from "../tamper/expect-rejected.ts";

// COS protects only the headers and parameters that a signature lists, and the fields that a policy names. These tests record what the
// holder of a signature can still change. This is why clients should send `size`, and what the CAM policy of the credentials must deny.

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());

const PHOTO = sampleBytes("jpg", 1_000, "unsigned");
const OTHER = sampleBytes("jpg", 900, "other bytes");

const longer = (bytes: Buffer) => Buffer.concat([bytes, Buffer.from("!!")]);

describe("PUT with an unsigned change", () => {
  test.each<[name: string, alter: AlterRequest]>([
    ["metadata", header("x-cos-meta-name", "added")],
    ["another storage class", header("x-cos-storage-class", "STANDARD_IA")],
    ["Cache-Control", header("Cache-Control", "max-age=60")],
    ["bytes after its Content-Length", all(body(longer), header("Content-Length", String(PHOTO.length)))],
    ["unnecessary encoding of the key", url("/uploads/", "/%75ploads/")],
    ["the signature in the query", all(signatureInQuery, without("Authorization"))],
  ])("stores %s under the same key, and the object stays private", async (_name, alter) => {
    const honest = await honestPut(stack.serverUrl, PHOTO);
    await expectStored(stack, alter(honest), keyOf(honest), PHOTO);
    expect(await anonymousStatus(honest)).toBe(403);
  });

  test.each<[name: string, alter: AlterRequest, bytes: Buffer, contentType: string]>([
    ["another type", header("Content-Type", "text/html"), PHOTO, "text/html"],
    ["no type", without("Content-Type"), PHOTO, "image/jpeg"],
    ["other bytes", body(() => OTHER), OTHER, "image/jpeg"],
  ])("stores %s if it is signed for its extension alone", async (_name, alter, bytes, contentType) => {
    const honest = await honestPut(stack.serverUrl, PHOTO, "unbound");
    expect(await send(alter(honest))).toMatchObject({ status: 200 });
    expect((await expectBytes(stack, keyOf(honest), bytes)).contentType).toBe(contentType);
  });

  test("makes the object public with x-cos-acl: public-read if it is signed for its extension alone", async () => {
    const honest = await honestPut(stack.serverUrl, PHOTO, "unbound");
    await expectStored(stack, header("x-cos-acl", "public-read")(honest), keyOf(honest), PHOTO);
    expect(await anonymousStatus(honest)).toBe(200);
  });

  test("overwrites the object when it is sent again if it is signed for its extension alone", async () => {
    const honest = await honestPut(stack.serverUrl, PHOTO, "unbound");
    await expectStored(stack, honest, keyOf(honest), PHOTO);
    await expectStored(stack, { ...honest, body: OTHER }, keyOf(honest), OTHER);
  });
});

/** COS ignores some of these and carries out others. The local bucket models none, so it rejects them instead of storing a plain object. */
const REJECTION = { status: 501, code: "NotImplemented" };

test.each<[name: string, alter: AlterRequest]>([
  ["a parameter", url(/$/, "?added=1")],
  ["x-cos-acl as a parameter", url(/$/, "?x-cos-acl=public-read")],
])("PUT with %s is rejected as not modelled, and nothing is stored", async (_name, alter) => {
  await expectRejected(stack, alter(await honestPut(stack.serverUrl, PHOTO)), REJECTION);
});

test("a form with the field x-cos-acl is rejected as not modelled, and nothing is stored", async () => {
  const honest = await honestForm(stack.serverUrl, PHOTO);
  await expectRejected(stack, formRequest(field("x-cos-acl", "public-read")(honest)), REJECTION);
});

describe("an unsigned grant", () => {
  const EVERYBODY = 'uri="http://cam.qcloud.com/groups/global/AllUsers"';

  test.each([
    "bound",
    "unbound",
  ] as const)("is rejected as not modelled in a PUT (%s), and nothing is stored", async (binding) => {
    const honest = await honestPut(stack.serverUrl, PHOTO, binding);
    await expectRejected(stack, header("x-cos-grant-read", EVERYBODY)(honest), REJECTION);
  });

  test.each([
    "bound",
    "unbound",
  ] as const)("is rejected as not modelled in a form (%s), and nothing is stored", async (binding) => {
    const honest = await honestForm(stack.serverUrl, PHOTO, binding);
    await expectRejected(stack, formRequest(field("x-cos-grant-read", EVERYBODY)(honest)), REJECTION);
  });
});

describe("POST with a change that its policy allows", () => {
  test.each<[name: string, status: number, alter: AlterForm]>([
    ["metadata", 200, field("x-cos-meta-name", "added")],
    ["another storage class", 200, field("x-cos-storage-class", "STANDARD_IA")],
    ["Cache-Control", 200, field("Cache-Control", "max-age=60")],
    ["success_action_status", 204, field("success_action_status", "204")],
    ["success_action_redirect", 303, field("success_action_redirect", "https://example.com/done")],
  ])("accepts %s with %i and stores a private object", async (_name, status, alter) => {
    const honest = await honestForm(stack.serverUrl, PHOTO);
    const key = fieldOf(honest, "key");
    expect(await send(formRequest(alter(honest)))).toMatchObject({ status, code: "" });
    await expectBytes(stack, key, PHOTO);
    expect(await anonymousStatus({ url: honest.url + key })).toBe(403);
  });

  test.each<[name: string, alter: AlterForm, bytes: Buffer, contentType: string]>([
    ["another type", field("Content-Type", "text/html"), PHOTO, "text/html"],
    ["an empty type", field("Content-Type", ""), PHOTO, "image/jpeg"],
    ["other bytes", file(() => OTHER), OTHER, "image/jpeg"],
  ])("stores %s if it is signed for its extension alone", async (_name, alter, bytes, contentType) => {
    const honest = await honestForm(stack.serverUrl, PHOTO, "unbound");
    expect(await send(formRequest(alter(honest)))).toMatchObject({ status: 200 });
    expect((await expectBytes(stack, fieldOf(honest, "key"), bytes)).contentType).toBe(contentType);
  });

  test("makes the object public with acl: public-read if it is signed for its extension alone", async () => {
    const honest = await honestForm(stack.serverUrl, PHOTO, "unbound");
    const key = fieldOf(honest, "key");
    await expectStored(stack, formRequest(field("acl", "public-read")(honest)), key, PHOTO);
    expect(await anonymousStatus({ url: honest.url + key })).toBe(200);
  });

  test("overwrites the object when it is sent again if it is signed for its extension alone", async () => {
    const honest = await honestForm(stack.serverUrl, PHOTO, "unbound");
    const key = fieldOf(honest, "key");
    await expectStored(stack, formRequest(honest), key, PHOTO);
    await expectStored(stack, formRequest(file(() => OTHER)(honest)), key, OTHER);
  });
});

async function anonymousStatus({ url }: Pick<RawRequest, "url">): Promise<number> {
  const response = await send({ method: "GET", url, headers: {}, body: Buffer.alloc(0) });
  return response.status;
}
