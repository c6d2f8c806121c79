import { formRequest, honestForm, honestPut } from "../clients/upload-request.ts";
import { sampleBytes } from "../stack/sample-files.ts";
import { type Stack, startStack } from "../stack/start-stack.ts";
import { type AlterForm, field, fieldOf, policy, withoutField } from "../tamper/alter-form.ts";
import { headerOf } from "../tamper/alter-put.ts";
import { expectAltered, expectRefused, expectStored } from "../tamper/expect-refused.ts";

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
  ["one byte of it", ...MISMATCH, policy("image/jpeg", "image/jpeh")],
  ["a space behind it", ...MISMATCH, policy(/$/, " ")],
  ["its expiry later", ...MISMATCH, policy(/"expiration":"\d{4}/, '"expiration":"2999')],
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
  ["no JSON", ...MISMATCH, policy(/^\{/, "")],
  ["no Base64", 400, "InvalidPolicyDocument", field("policy", (base64) => `${base64}!`)],
  ["empty", ...DENIED, field("policy", "")],
  ["left out", ...DENIED, withoutField("policy")],
];

const SIGNATURE: readonly Case[] = [
  [
    "q-signature, its first digit",
    ...MISMATCH,
    field("q-signature", (hex) => otherDigit(hex.charAt(0)) + hex.slice(1)),
  ],
  [
    "q-signature, its last digit",
    ...MISMATCH,
    field("q-signature", (hex) => hex.slice(0, -1) + otherDigit(hex.slice(-1))),
  ],
  ["q-signature cut short", ...MISMATCH, field("q-signature", (hex) => hex.slice(0, -1))],
  ["q-signature empty", ...DENIED, field("q-signature", "")],
  ["q-signature left out", ...DENIED, withoutField("q-signature")],
  ["q-ak of nobody", 403, "InvalidAccessKeyId", field("q-ak", (secretId) => `${secretId}0`)],
  ["q-ak left out", ...DENIED, withoutField("q-ak")],
  ["q-key-time beginning earlier", ...MISMATCH, field("q-key-time", (time) => time.replace(/^\d+/, "1"))],
  ["q-key-time ending later", ...MISMATCH, field("q-key-time", (time) => time.replace(/\d+$/, "9999999999"))],
  ["q-key-time the wrong way round", ...DENIED, field("q-key-time", "9999999999;1")],
  ["q-key-time without its end", ...MALFORMED, field("q-key-time", (time) => time.replace(/;.*/, ""))],
  ["q-key-time left out", ...DENIED, withoutField("q-key-time")],
  ["q-sign-algorithm sha256", ...MALFORMED, field("q-sign-algorithm", "sha256")],
  ["q-sign-algorithm left out", ...DENIED, withoutField("q-sign-algorithm")],
  ["a token of nobody", 403, "InvalidAccessKeyId", field("x-cos-security-token", "token")],
];

describe.each([
  ["policy, its signature unchanged", POLICY],
  ["signature, its policy unchanged", SIGNATURE],
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

describe("POST, what was signed for something else", () => {
  it("another form's policy and signature – 403 AccessDenied: they name its key", async () => {
    const [mine, other] = [await honestForm(stack.serverUrl, PHOTO), await honestForm(stack.serverUrl, PHOTO)];
    const swapped = field("key", fieldOf(mine, "key"))(other);
    await expectRefused(stack, formRequest(swapped), { status: 403, code: "AccessDenied" });
  });

  it("another form's signature alone – 403 SignatureDoesNotMatch", async () => {
    const [mine, other] = [await honestForm(stack.serverUrl, PHOTO), await honestForm(stack.serverUrl, PHOTO)];
    const swapped = field("q-signature", fieldOf(other, "q-signature"))(mine);
    await expectRefused(stack, formRequest(swapped), { status: 403, code: "SignatureDoesNotMatch" });
  });

  it("a PUT's Authorization in place of a policy – 403 SignatureDoesNotMatch", async () => {
    const authorization = headerOf(await honestPut(stack.serverUrl, PHOTO, "unbound"), "Authorization");
    const form = withoutField("policy")(await honestForm(stack.serverUrl, PHOTO));
    const swapped = field("Signature", authorization)(form);
    await expectRefused(stack, formRequest(swapped), { status: 403, code: "SignatureDoesNotMatch" });
  });
});
