import { formRequest, honestForm, honestPut } from "../clients/upload-request.ts";
import { sampleBytes } from "../stack/sample-files.ts";
import { type Stack, startStack } from "../stack/start-stack.ts";
import { type AlterForm, field, fieldOf, policy, withoutField } from "../tamper/alter-form.ts";
import { headerOf } from "../tamper/alter-put.ts";
import { expectAltered, expectRejected, expectStored } from "../tamper/expect-rejected.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());

const PHOTO = sampleBytes("jpg", 1_000, "policy");
const DENIED = [403, "AccessDenied"] as const;
const MISMATCH = [403, "SignatureDoesNotMatch"] as const;
const MALFORMED = [400, "InvalidArgument"] as const;

const otherDigit = (digit: string) => (digit === "0" ? "1" : "0");

type Case = readonly [name: string, status: number, code: string, alter: AlterForm];

const POLICY: readonly Case[] = [
  ["one changed byte", ...MISMATCH, policy("image/jpeg", "image/jpeh")],
  ["a trailing space", ...MISMATCH, policy(/$/, " ")],
  ["a later expiry", ...MISMATCH, policy(/"expiration":"\d{4}/, '"expiration":"2999')],
  [
    "a wider range of sizes",
    ...MISMATCH,
    policy(/\["content-length-range".*?\]/, '["content-length-range",0,5368709120]'),
  ],
  ["any key", ...MISMATCH, policy(/\{"key":"[^"]*"\}/, '["starts-with","$key",""]')],
  ["no condition on the key", ...MISMATCH, policy(/\{"key":"[^"]*"\},/, "")],
  ["any type", ...MISMATCH, policy(/\{"Content-Type":"[^"]*"\}/, '["starts-with","$Content-Type",""]')],
  ["no condition on the acl", ...MISMATCH, policy('{"acl":"default"},', "")],
  ["a foreign bucket", ...MISMATCH, policy("examplebucket", "foreignbucket")],
  ["no conditions", ...MISMATCH, policy(/"conditions":.*/, '"conditions":[]}')],
  ["invalid JSON", ...MISMATCH, policy(/^\{/, "")],
  ["invalid Base64", 400, "InvalidPolicyDocument", field("policy", (base64) => `${base64}!`)],
  ["an empty policy", ...DENIED, field("policy", "")],
  ["a missing policy", ...DENIED, withoutField("policy")],
];

const SIGNATURE: readonly Case[] = [
  [
    "another first digit of q-signature",
    ...MISMATCH,
    field("q-signature", (hex) => otherDigit(hex.charAt(0)) + hex.slice(1)),
  ],
  [
    "another last digit of q-signature",
    ...MISMATCH,
    field("q-signature", (hex) => hex.slice(0, -1) + otherDigit(hex.slice(-1))),
  ],
  ["a truncated q-signature", ...MISMATCH, field("q-signature", (hex) => hex.slice(0, -1))],
  ["an empty q-signature", ...DENIED, field("q-signature", "")],
  ["a missing q-signature", ...DENIED, withoutField("q-signature")],
  ["an unknown q-ak", 403, "InvalidAccessKeyId", field("q-ak", (secretId) => `${secretId}0`)],
  ["a missing q-ak", ...DENIED, withoutField("q-ak")],
  ["an earlier start of q-key-time", ...MISMATCH, field("q-key-time", (time) => time.replace(/^\d+/, "1"))],
  ["a later end of q-key-time", ...MISMATCH, field("q-key-time", (time) => time.replace(/\d+$/, "9999999999"))],
  ["a reversed q-key-time", ...DENIED, field("q-key-time", "9999999999;1")],
  ["a q-key-time without its end", ...MALFORMED, field("q-key-time", (time) => time.replace(/;.*/, ""))],
  ["a missing q-key-time", ...DENIED, withoutField("q-key-time")],
  ["q-sign-algorithm: sha256", ...MALFORMED, field("q-sign-algorithm", "sha256")],
  ["a missing q-sign-algorithm", ...DENIED, withoutField("q-sign-algorithm")],
  ["an unknown token", 403, "InvalidAccessKeyId", field("x-cos-security-token", "token")],
];

describe.each([
  ["a changed policy and its original signature", POLICY],
  ["a changed signature and its original policy", SIGNATURE],
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

describe("POST with a signature for another request", () => {
  test("rejects another form's policy and signature with 403 AccessDenied, because the policy pins that form's key", async () => {
    const [mine, other] = [await honestForm(stack.serverUrl, PHOTO), await honestForm(stack.serverUrl, PHOTO)];
    const swapped = field("key", fieldOf(mine, "key"))(other);
    await expectRejected(stack, formRequest(swapped), { status: 403, code: "AccessDenied" });
  });

  test("rejects another form's signature with 403 SignatureDoesNotMatch", async () => {
    const [mine, other] = [await honestForm(stack.serverUrl, PHOTO), await honestForm(stack.serverUrl, PHOTO)];
    const swapped = field("q-signature", fieldOf(other, "q-signature"))(mine);
    await expectRejected(stack, formRequest(swapped), { status: 403, code: "SignatureDoesNotMatch" });
  });

  test("rejects a PUT's Authorization instead of a policy with 403 SignatureDoesNotMatch", async () => {
    const authorization = headerOf(await honestPut(stack.serverUrl, PHOTO, "unbound"), "Authorization");
    const form = withoutField("policy")(await honestForm(stack.serverUrl, PHOTO));
    const swapped = field("Signature", authorization)(form);
    await expectRejected(stack, formRequest(swapped), { status: 403, code: "SignatureDoesNotMatch" });
  });
});
