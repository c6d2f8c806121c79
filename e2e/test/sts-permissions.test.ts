import { authorize, formatKeyTime } from "@wx-cos-upload/server/cos";
import { type RawRequest, send } from "../clients/send.ts";
import { formRequest, honestForm, honestPut } from "../clients/upload-request.ts";
import { sampleBytes } from "../stack/sample-files.ts";
import { BUCKET_HOST, MAX_BYTES } from "../stack/start-stack.ts";
import { DURATION_SECONDS, type StsStack, startStsStack } from "../stack/start-sts-stack.ts";
import { field, fieldOf } from "../tamper/alter-form.ts";
import { header } from "../tamper/alter-put.ts";
import { expectRefused, expectStored, keyOf } from "../tamper/expect-refused.ts";

// What a signature leaves open the policy of the credentials closes: see tamper-unsigned.test.ts for the same with fixed keys.

const PHOTO = sampleBytes("jpg", 1_000, "sts");
const DENIED = { status: 403, code: "AccessDenied" };
const GRANTS = ["x-cos-grant-read", "x-cos-grant-read-acp", "x-cos-grant-write-acp", "x-cos-grant-full-control"];
const SOMEBODY = 'id="100000000011"';

let stack: StsStack;
afterEach(() => stack.close());

describe.each(["federation", "role"] as const)("credentials of STS (%s)", (source) => {
  beforeEach(async () => {
    stack = await startStsStack({ source });
  });

  it.each(["bound", "unbound"] as const)("an honest PUT and form (%s) – are stored", async (binding) => {
    const put = await honestPut(stack.serverUrl, PHOTO, binding);
    await expectStored(stack, put, keyOf(put), PHOTO);
    const form = await honestForm(stack.serverUrl, PHOTO, binding);
    await expectStored(stack, formRequest(form), fieldOf(form, "key"), PHOTO);
  });

  it.each(GRANTS)("PUT with %s beside its signature – AccessDenied", async (name) => {
    await expectRefused(stack, header(name, SOMEBODY)(await honestPut(stack.serverUrl, PHOTO)), DENIED);
    await expectRefused(stack, header(name, "")(await honestPut(stack.serverUrl, PHOTO, "unbound")), DENIED);
  });

  it.each(GRANTS)("form with %s beside its policy – AccessDenied", async (name) => {
    await expectRefused(stack, formRequest(field(name, SOMEBODY)(await honestForm(stack.serverUrl, PHOTO))), DENIED);
  });

  it.each([
    "public-read",
    "authenticated-read",
    "bucket-owner-full-control",
  ])("x-cos-acl: %s – AccessDenied", async (acl) => {
    const put = await honestPut(stack.serverUrl, PHOTO, "unbound");
    await expectRefused(stack, header("x-cos-acl", acl)(put), DENIED);
    const form = await honestForm(stack.serverUrl, PHOTO, "unbound");
    await expectRefused(stack, formRequest(field("acl", acl)(form)), DENIED);
  });

  it.each([
    "STANDARD_IA",
    "ARCHIVE",
    "DEEP_ARCHIVE",
    "standard_ia",
    "MAZ_STANDARD",
    "",
  ])("x-cos-storage-class: %j – AccessDenied", async (storageClass) => {
    for (const binding of ["bound", "unbound"] as const) {
      const put = await honestPut(stack.serverUrl, PHOTO, binding);
      await expectRefused(stack, header("x-cos-storage-class", storageClass)(put), DENIED);
      const form = await honestForm(stack.serverUrl, PHOTO, binding);
      await expectRefused(stack, formRequest(field("x-cos-storage-class", storageClass)(form)), DENIED);
    }
  });

  it("x-cos-storage-class: STANDARD, which it has anyway – is stored", async () => {
    const put = await honestPut(stack.serverUrl, PHOTO);
    await expectStored(stack, header("x-cos-storage-class", "STANDARD")(put), keyOf(put), PHOTO);
  });

  it.each(["bound", "unbound"] as const)("a copy of another object (%s) – AccessDenied", async (binding) => {
    const put = await honestPut(stack.serverUrl, PHOTO, binding);
    await expectStored(stack, put, keyOf(put), PHOTO);
    const source = `${BUCKET_HOST}/${keyOf(put)}`;
    const other = await honestPut(stack.serverUrl, PHOTO, binding);
    await expectRefused(stack, header("x-cos-copy-source", source)(other), DENIED);
  });

  it("a file above the largest limit, signed for its extension alone – AccessDenied", async () => {
    const put = await honestPut(stack.serverUrl, PHOTO, "unbound");
    await expectRefused(stack, { ...put, body: Buffer.alloc(MAX_BYTES.video + 1) }, DENIED);
  });

  it.each<[method: string, key: string]>([
    ["PUT", "private/a.jpg"],
    ["PUT", "uploads2/a.jpg"],
    ["PUT", "a.jpg"],
    ["GET", "uploads/a.jpg"],
    ["DELETE", "uploads/a.jpg"],
    ["GET", ""],
  ])("%s /%s with the server's own credentials – AccessDenied: whoever steals them can only upload here", async (method, key) => {
    await expectRefused(stack, await signedByHand(method, key), DENIED);
  });

  it("after their end – ExpiredToken, however the request is signed", async () => {
    await stack.credentials();
    const request = (await signedByHand("PUT", "uploads/a.jpg", DURATION_SECONDS + 1)) satisfies RawRequest;
    stack.clock.nowMs += (DURATION_SECONDS + 1) * 1000;
    await expectRefused(stack, request, { status: 400, code: "ExpiredToken" });
  });

  it("with the token of other credentials – InvalidAccessKeyId", async () => {
    const put = await honestPut(stack.serverUrl, PHOTO);
    stack.clock.nowMs += (DURATION_SECONDS + 1) * 1000;
    const later = await honestPut(stack.serverUrl, PHOTO);
    const mixed = header("x-cos-security-token", String(put.headers["x-cos-security-token"]))(later);
    await expectRefused(stack, mixed, { status: 403, code: "InvalidAccessKeyId" });
  });
});

describe("where a size is required", () => {
  beforeEach(async () => {
    stack = await startStsStack({ source: "federation", requireSize: true });
  });

  it("an honest PUT and form – are stored, their types being those that are let in", async () => {
    const put = await honestPut(stack.serverUrl, PHOTO);
    await expectStored(stack, put, keyOf(put), PHOTO);
    const form = await honestForm(stack.serverUrl, PHOTO);
    await expectStored(stack, formRequest(form), fieldOf(form, "key"), PHOTO);
  });

  it("a PUT of another type by the server's own credentials – AccessDenied", async () => {
    const request = await signedByHand("PUT", "uploads/a.html");
    const headers = { ...request.headers, "Content-Type": "text/html" };
    await expectRefused(stack, { ...request, headers }, DENIED);
    expect(await send({ ...request, headers: { ...headers, "Content-Type": "image/png" } })).toMatchObject({
      status: 200,
    });
  });
});

/** A request signed with the server's credentials for what the server never signs. */
async function signedByHand(method: string, key: string, afterSeconds = 0): Promise<RawRequest> {
  const credentials = await stack.credentials();
  const nowSeconds = Math.floor(stack.clock.nowMs / 1000) + afterSeconds;
  const { authorization } = authorize({
    method,
    pathname: `/${key}`,
    headers: [["host", stack.cosHost]],
    credentials,
    keyTime: formatKeyTime({ startSeconds: nowSeconds - 60, endSeconds: nowSeconds + 60 }),
  });
  return {
    method,
    url: `http://${stack.cosHost}/${key}`,
    headers: { Authorization: authorization, "x-cos-security-token": credentials.securityToken ?? "" },
    body: method === "PUT" ? PHOTO : Buffer.alloc(0),
  };
}
