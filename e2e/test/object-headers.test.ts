import { createUploader } from "@wx-cos-upload/miniprogram/uploader";
import { createWechatPlatform } from "@wx-cos-upload/miniprogram/wechat-platform";
import { formRequest, honestForm, honestPut } from "../clients/upload-request.ts";
import { sampleBytes, writeSample } from "../stack/sample-files.ts";
import { type Stack, startStack } from "../stack/start-stack.ts";
import { type AlterForm, field, fieldOf, withoutField } from "../tamper/alter-form.ts";
import { type AlterRequest, header, headerOf, without } from "../tamper/alter-put.ts";
import { expectRefused, expectStored, keyOf } from "../tamper/expect-refused.ts";
import { createNodeWechat } from "../wechat/node-wechat.ts";

// UPLOAD_CACHE_CONTROL and UPLOAD_CONTENT_DISPOSITION: what is signed can't be left out or replaced, and is what the object has.

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

it.each([
  "put",
  "post",
] as const)("the mini program's library (%s) – sends them, and the object has them", async (method) => {
  const filePath = await writeSample(stack.directory, "photo.jpg", PHOTO);
  const platform = createWechatPlatform(createNodeWechat(stack.hosts));
  const { objectKey } = await createUploader({ serverUrl: stack.serverUrl, platform }).upload({ filePath }, { method })
    .result;
  await expectHeaders(objectKey);
});

it.each(["bound", "unbound"] as const)("an honest PUT and form (%s) – store them", async (binding) => {
  const put = await honestPut(stack.serverUrl, PHOTO, binding);
  await expectStored(stack, put, keyOf(put), PHOTO);
  await expectHeaders(keyOf(put));
  const form = await honestForm(stack.serverUrl, PHOTO, binding);
  await expectStored(stack, formRequest(form), fieldOf(form, "key"), PHOTO);
  await expectHeaders(fieldOf(form, "key"));
});

describe.each(NAMES)("%s", (name) => {
  it.each<[what: string, alter: AlterRequest]>([
    ["another", header(name, "inline")],
    ["a longer one", (honest) => header(name, `${headerOf(honest, name)}, immutable`)(honest)],
    ["an empty one", header(name, "")],
    ["none", without(name)],
  ])("%s in a PUT – SignatureDoesNotMatch, nothing is stored", async (_what, alter) => {
    const put = await honestPut(stack.serverUrl, PHOTO);
    await expectRefused(stack, alter(put), { status: 403, code: "SignatureDoesNotMatch" });
  });

  it.each<[what: string, alter: AlterForm]>([
    ["another", field(name, "inline")],
    ["an empty one", field(name, "")],
    ["none", withoutField(name)],
  ])("%s in a form – AccessDenied, nothing is stored", async (_what, alter) => {
    const form = await honestForm(stack.serverUrl, PHOTO);
    await expectRefused(stack, formRequest(alter(form)), { status: 403, code: "AccessDenied" });
  });

  it("as a header of a form's request – says nothing of the object", async () => {
    const form = await honestForm(stack.serverUrl, PHOTO);
    const request = { ...formRequest(form), headers: { ...formRequest(form).headers, [name]: "inline" } };
    await expectStored(stack, request, fieldOf(form, "key"), PHOTO);
    await expectHeaders(fieldOf(form, "key"));
  });
});
