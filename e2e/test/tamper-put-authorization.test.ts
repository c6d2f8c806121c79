import { type Binding, honestPut } from "../clients/upload-request.ts";
import { sampleBytes } from "../stack/sample-files.ts";
import { type Stack, startStack } from "../stack/start-stack.ts";
import { type AlterRequest, all, authorization, header, headerOf, without } from "../tamper/alter-put.ts";
import { expectAltered, expectRejected, expectStored, keyOf } from "../tamper/expect-rejected.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());

const PHOTO = sampleBytes("jpg", 1_000, "authorization");
const MISMATCH = [403, "SignatureDoesNotMatch"] as const;
const MALFORMED = [400, "InvalidArgument"] as const;
const FIELDS = [
  ...["q-sign-algorithm", "q-ak", "q-sign-time", "q-key-time"],
  ...["q-header-list", "q-url-param-list", "q-signature"],
];

const set = (field: string, value: string) => authorization(new RegExp(`${field}=[^&]*`), `${field}=${value}`);

/** Changes the first or last hex digit of the signature. */
const otherDigit = (place: "first" | "last"): AlterRequest => {
  const digit = place === "first" ? /(?<=q-signature=)./ : /.$/;
  return (honest) => {
    const [found = ""] = digit.exec(headerOf(honest, "Authorization")) ?? [];
    return authorization(digit, found === "0" ? "1" : "0")(honest);
  };
};

type Case = readonly [name: string, status: number, code: string, alter: AlterRequest];

const ALTERED: readonly Case[] = [
  ["q-sign-algorithm: sha256", ...MALFORMED, set("q-sign-algorithm", "sha256")],
  ["an unknown q-ak", 403, "InvalidAccessKeyId", authorization(/q-ak=./, "q-ak=B")],
  ["an empty q-ak", 403, "InvalidAccessKeyId", set("q-ak", "")],
  ["an earlier start of q-sign-time", ...MISMATCH, authorization(/q-sign-time=\d+/, "q-sign-time=1")],
  ["a later end of q-sign-time", ...MISMATCH, authorization(/(?<=q-sign-time=\d+;)\d+/, "9999999999")],
  ["an earlier start of q-key-time", ...MISMATCH, authorization(/q-key-time=\d+/, "q-key-time=1")],
  ["a later end of q-key-time", ...MISMATCH, authorization(/(?<=q-key-time=\d+;)\d+/, "9999999999")],
  ["a later end of both times", ...MISMATCH, authorization(/(?<=time=\d+;)\d+/g, "9999999999")],
  ["a reversed q-key-time", 403, "AccessDenied", set("q-key-time", "9999999999;1")],
  ["a q-key-time without its end", ...MALFORMED, authorization(/(?<=q-key-time=\d+);\d+/, "")],
  ["an empty q-header-list", 403, "AccessDenied", set("q-header-list", "")],
  ["a q-header-list with a name that is not sent", ...MISMATCH, authorization(";host", ";host;x-cos-meta-a")],
  [
    "another order of q-header-list",
    ...MISMATCH,
    authorization("content-length;content-md5", "content-md5;content-length"),
  ],
  ["a q-header-list in capitals", ...MISMATCH, authorization("content-length", "Content-Length")],
  ["a q-url-param-list with a name that is not sent", ...MISMATCH, set("q-url-param-list", "acl")],
  ["another first digit of q-signature", ...MISMATCH, otherDigit("first")],
  ["another last digit of q-signature", ...MISMATCH, otherDigit("last")],
  ["a truncated q-signature", ...MISMATCH, authorization(/.$/, "")],
  ["a q-signature with an additional digit", ...MISMATCH, authorization(/$/, "0")],
  ["an empty q-signature", ...MISMATCH, set("q-signature", "")],
  ["another scheme, which is anonymous", 403, "AccessDenied", header("Authorization", "Bearer token")],
  ["an empty header, which is anonymous", 403, "AccessDenied", header("Authorization", "")],
  ["an anonymous request", 403, "AccessDenied", without("Authorization")],
];

/** Removes a header from the list of signed headers, so that its value would be unprotected. */
const SHORTENED: readonly Case[] = [
  ["content-length", ...MISMATCH, authorization("content-length;", "")],
  ["content-md5", ...MISMATCH, all(authorization("content-md5;", ""), without("Content-MD5"))],
  ["content-type", ...MISMATCH, all(authorization("content-type;", ""), header("Content-Type", "text/html"))],
  ["host", 403, "AccessDenied", authorization("host;", "")],
  ["x-cos-acl", ...MISMATCH, all(authorization(";x-cos-acl", ""), header("x-cos-acl", "public-read"))],
  ["x-cos-forbid-overwrite", ...MISMATCH, authorization(";x-cos-forbid-overwrite", "")],
];

const DROPPED = FIELDS.map((name): Case => [name, ...MALFORMED, authorization(new RegExp(`${name}=[^&]*&?`), "")]);
const DOUBLED = FIELDS.map((name): Case => {
  const again: AlterRequest = (honest) => {
    const [pair = ""] = new RegExp(`${name}=[^&]*`).exec(headerOf(honest, "Authorization")) ?? [];
    return authorization(/$/, `&${pair}`)(honest);
  };
  return [name, ...MALFORMED, again];
});

async function expectAlteredRejected(alter: AlterRequest, status: number, code: string, binding: Binding) {
  const honest = await honestPut(stack.serverUrl, PHOTO, binding);
  const altered = alter(honest);
  expectAltered(altered, honest);
  await expectRejected(stack, altered, { status, code });
}

describe.each([
  ["a change in Authorization", ALTERED],
  ["a header removed from q-header-list", SHORTENED],
  ["a field removed from Authorization", DROPPED],
  ["a field repeated in Authorization", DOUBLED],
])("PUT with %s", (_, cases) => {
  test("accepts the unchanged request and stores its bytes", async () => {
    const honest = await honestPut(stack.serverUrl, PHOTO);
    await expectStored(stack, honest, keyOf(honest), PHOTO);
  });

  test.each(cases)("rejects %s with %i %s and stores nothing", (_name, status, code, alter) =>
    expectAlteredRejected(alter, status, code, "bound"));
});

describe("PUT signed for its extension alone", () => {
  test("accepts the unchanged request and stores its bytes", async () => {
    const honest = await honestPut(stack.serverUrl, PHOTO, "unbound");
    await expectStored(stack, honest, keyOf(honest), PHOTO);
  });

  test.each<Case>([
    ["another key", ...MISMATCH, (honest) => ({ ...honest, url: honest.url.replace(/jpg$/, "png") })],
    ["another host", ...MISMATCH, header("Host", "localhost")],
    ["another method", ...MISMATCH, (honest) => ({ ...honest, method: "DELETE" })],
    ["a later end of both times", ...MISMATCH, authorization(/(?<=time=\d+;)\d+/g, "9999999999")],
    ["a q-header-list without host", 403, "AccessDenied", set("q-header-list", "")],
    ["another last digit of q-signature", ...MISMATCH, otherDigit("last")],
    ["an anonymous request", 403, "AccessDenied", without("Authorization")],
  ])("rejects %s with %i %s and stores nothing", (_name, status, code, alter) =>
    expectAlteredRejected(alter, status, code, "unbound"));
});
