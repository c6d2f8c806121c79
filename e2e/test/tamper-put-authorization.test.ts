import { type Binding, honestPut } from "../clients/upload-request.ts";
import { sampleBytes } from "../stack/sample-files.ts";
import { type Stack, startStack } from "../stack/start-stack.ts";
import { type AlterRequest, all, authorization, header, headerOf, without } from "../tamper/alter-put.ts";
import { expectAltered, expectRefused, expectStored, keyOf } from "../tamper/expect-refused.ts";

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

/** Another hex digit than the one that stands at an end of the signature. */
const otherDigit = (place: "first" | "last"): AlterRequest => {
  const digit = place === "first" ? /(?<=q-signature=)./ : /.$/;
  return (honest) => {
    const [found = ""] = digit.exec(headerOf(honest, "Authorization")) ?? [];
    return authorization(digit, found === "0" ? "1" : "0")(honest);
  };
};

type Case = readonly [name: string, status: number, code: string, alter: AlterRequest];

const ALTERED: readonly Case[] = [
  ["q-sign-algorithm sha256", ...MALFORMED, set("q-sign-algorithm", "sha256")],
  ["q-ak of nobody", 403, "InvalidAccessKeyId", authorization(/q-ak=./, "q-ak=B")],
  ["q-ak empty", 403, "InvalidAccessKeyId", set("q-ak", "")],
  ["q-sign-time beginning earlier", ...MISMATCH, authorization(/q-sign-time=\d+/, "q-sign-time=1")],
  ["q-sign-time ending later", ...MISMATCH, authorization(/(?<=q-sign-time=\d+;)\d+/, "9999999999")],
  ["q-key-time beginning earlier", ...MISMATCH, authorization(/q-key-time=\d+/, "q-key-time=1")],
  ["q-key-time ending later", ...MISMATCH, authorization(/(?<=q-key-time=\d+;)\d+/, "9999999999")],
  ["both times ending later", ...MISMATCH, authorization(/(?<=time=\d+;)\d+/g, "9999999999")],
  ["q-key-time the wrong way round", 403, "AccessDenied", set("q-key-time", "9999999999;1")],
  ["q-key-time without its end", ...MALFORMED, authorization(/(?<=q-key-time=\d+);\d+/, "")],
  ["q-header-list empty", 403, "AccessDenied", set("q-header-list", "")],
  ["q-header-list with a name that isn't sent", ...MISMATCH, authorization(";host", ";host;x-cos-meta-a")],
  [
    "q-header-list in another order",
    ...MISMATCH,
    authorization("content-length;content-md5", "content-md5;content-length"),
  ],
  ["q-header-list in capitals", ...MISMATCH, authorization("content-length", "Content-Length")],
  ["q-url-param-list with a name that isn't sent", ...MISMATCH, set("q-url-param-list", "acl")],
  ["q-signature, its first digit", ...MISMATCH, otherDigit("first")],
  ["q-signature, its last digit", ...MISMATCH, otherDigit("last")],
  ["q-signature cut short", ...MISMATCH, authorization(/.$/, "")],
  ["q-signature a digit longer", ...MISMATCH, authorization(/$/, "0")],
  ["q-signature empty", ...MISMATCH, set("q-signature", "")],
  ["another scheme", ...MALFORMED, header("Authorization", "Bearer token")],
  ["empty", ...MALFORMED, header("Authorization", "")],
  ["none: an anonymous request", 403, "AccessDenied", without("Authorization")],
];

/** A header that nobody signed any more could be anything. */
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

async function expectAlteredRefused(alter: AlterRequest, status: number, code: string, binding: Binding) {
  const honest = await honestPut(stack.serverUrl, PHOTO, binding);
  const altered = alter(honest);
  expectAltered(altered, honest);
  await expectRefused(stack, altered, { status, code });
}

describe.each([
  ["altered", ALTERED],
  ["no longer listing", SHORTENED],
  ["without", DROPPED],
  ["twice", DOUBLED],
])("PUT, Authorization, %s", (_, cases) => {
  it("as it was signed – 200, and the bytes are stored", async () => {
    const honest = await honestPut(stack.serverUrl, PHOTO);
    await expectStored(stack, honest, keyOf(honest), PHOTO);
  });

  it.each(cases)("%s – %i %s, and nothing is stored", (_name, status, code, alter) =>
    expectAlteredRefused(alter, status, code, "bound"));
});

describe("PUT signed for its extension alone", () => {
  it("as it was signed – 200, and the bytes are stored", async () => {
    const honest = await honestPut(stack.serverUrl, PHOTO, "unbound");
    await expectStored(stack, honest, keyOf(honest), PHOTO);
  });

  it.each<Case>([
    ["another key", ...MISMATCH, (honest) => ({ ...honest, url: honest.url.replace(/jpg$/, "png") })],
    ["another host", ...MISMATCH, header("Host", "localhost")],
    ["another method", ...MISMATCH, (honest) => ({ ...honest, method: "DELETE" })],
    ["both times ending later", ...MISMATCH, authorization(/(?<=time=\d+;)\d+/g, "9999999999")],
    ["q-header-list without host", 403, "AccessDenied", set("q-header-list", "")],
    ["q-signature, its last digit", ...MISMATCH, otherDigit("last")],
    ["none: an anonymous request", 403, "AccessDenied", without("Authorization")],
  ])("%s – %i %s, and nothing is stored", (_name, status, code, alter) =>
    expectAlteredRefused(alter, status, code, "unbound"));
});
