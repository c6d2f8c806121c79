import { createUploader } from "@wx-cos-upload/miniprogram/uploader";
import { createWechatPlatform } from "@wx-cos-upload/miniprogram/wechat-platform";
import { formRequest, honestForm, honestPut } from "../clients/upload-request.ts";
import { sampleBytes, writeSample } from "../stack/sample-files.ts";
import { type Stack, startStack } from "../stack/start-stack.ts";
import { type AlterForm, field, fieldOf, withoutField } from "../tamper/alter-form.ts";
import { type AlterRequest, header, headerOf, without } from "../tamper/alter-put.ts";
import { expectRejected, expectStored, keyOf } from "../tamper/expect-rejected.ts";
import { createNodeWechat } from "../wechat/node-wechat.ts";

// UPLOAD_CACHE_CONTROL and UPLOAD_CONTENT_DISPOSITION: a client can neither omit nor replace the signed headers, and the object carries them.

const HEADERS = { "Cache-Control": "private, max-age=60", "Content-Disposition": 'attachment; filename="a photo.jpg"' };
const NAMES = Object.keys(HEADERS);
const PHOTO = sampleBytes("jpg", 1_000, "headers");

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ objectHeaders: HEADERS });
});
afterAll(() => stack.close());

async function expectHeaders(key: string): Promise<void> {
  const headers = await stack.bucket.headersOf(key);
  expect(NAMES.map((name) => headers.get(name))).toEqual(Object.values(HEADERS));
}

test.each([
  "put",
  "post",
] as const)("the upload library (%s) sends the headers, and the object carries them", async (method) => {
  const filePath = await writeSample(stack.directory, "photo.jpg", PHOTO);
  const platform = createWechatPlatform(createNodeWechat(stack.hosts));
  const { objectKey } = await createUploader({ serverUrl: stack.serverUrl, platform }).upload({ filePath }, { method })
    .result;
  await expectHeaders(objectKey);
});

test.each(["bound", "unbound"] as const)("an honest PUT and an honest form (%s) store the headers", async (binding) => {
  const put = await honestPut(stack.serverUrl, PHOTO, binding);
  await expectStored(stack, put, keyOf(put), PHOTO);
  await expectHeaders(keyOf(put));
  const form = await honestForm(stack.serverUrl, PHOTO, binding);
  await expectStored(stack, formRequest(form), fieldOf(form, "key"), PHOTO);
  await expectHeaders(fieldOf(form, "key"));
});

describe.each(NAMES)("%s", (name) => {
  test.each<[what: string, alter: AlterRequest]>([
    ["another value", header(name, "inline")],
    ["a longer value", (honest) => header(name, `${headerOf(honest, name)}, immutable`)(honest)],
    ["an empty value", header(name, "")],
    ["no value", without(name)],
  ])("is rejected with SignatureDoesNotMatch in a PUT with %s, and nothing is stored", async (_what, alter) => {
    const put = await honestPut(stack.serverUrl, PHOTO);
    await expectRejected(stack, alter(put), { status: 403, code: "SignatureDoesNotMatch" });
  });

  test.each<[what: string, alter: AlterForm]>([
    ["another value", field(name, "inline")],
    ["an empty value", field(name, "")],
    ["no value", withoutField(name)],
  ])("is rejected with AccessDenied in a form with %s, and nothing is stored", async (_what, alter) => {
    const form = await honestForm(stack.serverUrl, PHOTO);
    await expectRejected(stack, formRequest(alter(form)), { status: 403, code: "AccessDenied" });
  });

  test("has no effect as a header of a form's request", async () => {
    const form = await honestForm(stack.serverUrl, PHOTO);
    const request = { ...formRequest(form), headers: { ...formRequest(form).headers, [name]: "inline" } };
    await expectStored(stack, request, fieldOf(form, "key"), PHOTO);
    await expectHeaders(fieldOf(form, "key"));
  });
});
