import { formRequest, honestForm, honestPut } from "../clients/upload-request.ts";
import { sampleBytes } from "../stack/sample-files.ts";
import { type Stack, startStack } from "../stack/start-stack.ts";
import { type AlterForm, field, fieldOf, withoutField } from "../tamper/alter-form.ts";
import { type AlterRequest, doubled, header, without } from "../tamper/alter-put.ts";
import { expectRejected, expectStored, keyOf } from "../tamper/expect-rejected.ts";

const TOKEN = "a token/of+temporary==credentials";
const NAME = "x-cos-security-token";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ securityToken: TOKEN });
});
afterAll(() => stack.close());

const PHOTO = sampleBytes("jpg", 1_000, "token");
const REJECTION = { status: 403, code: "InvalidAccessKeyId" };

describe("PUT signed with temporary credentials", () => {
  test.each(["bound", "unbound"] as const)("is accepted and stored with their token (%s)", async (binding) => {
    const honest = await honestPut(stack.serverUrl, PHOTO, binding);
    await expectStored(stack, honest, keyOf(honest), PHOTO);
  });

  test.each<[name: string, alter: AlterRequest]>([
    ["without their token", without(NAME)],
    ["with another token", header(NAME, `${TOKEN}x`)],
    ["with an empty token", header(NAME, "")],
    ["with another token before theirs", doubled(NAME, "before", "other")],
  ])("is rejected with 403 InvalidAccessKeyId and not stored %s", async (_name, alter) => {
    await expectRejected(stack, alter(await honestPut(stack.serverUrl, PHOTO)), REJECTION);
  });
});

describe("POST signed with temporary credentials", () => {
  test.each(["bound", "unbound"] as const)("is accepted and stored with their token (%s)", async (binding) => {
    const honest = await honestForm(stack.serverUrl, PHOTO, binding);
    await expectStored(stack, formRequest(honest), fieldOf(honest, "key"), PHOTO);
  });

  test.each<[name: string, alter: AlterForm]>([
    ["without their token", withoutField(NAME)],
    ["with another token", field(NAME, `${TOKEN}x`)],
    ["with an empty token", field(NAME, "")],
  ])("is rejected with 403 InvalidAccessKeyId and not stored %s", async (_name, alter) => {
    await expectRejected(stack, formRequest(alter(await honestForm(stack.serverUrl, PHOTO))), REJECTION);
  });
});
