import { authorize, formatKeyTime } from "@wx-cos-upload/cos-signature";
import { type RawRequest, send } from "../clients/send.ts";
import { formRequest, honestForm, honestPut } from "../clients/upload-request.ts";
import { sampleBytes } from "../stack/sample-files.ts";
import { BUCKET_HOST, MAX_BYTES } from "../stack/start-stack.ts";
import { DURATION_SECONDS, type StsStack, startStsStack } from "../stack/start-sts-stack.ts";
import { field, fieldOf } from "../tamper/alter-form.ts";
import { header } from "../tamper/alter-put.ts";
import { expectRejected, expectStored, keyOf } from "../tamper/expect-rejected.ts";

// The CAM policy of temporary credentials denies what a signature leaves open. tamper-unsigned.test.ts tests the same with fixed keys.

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

  test.each(["bound", "unbound"] as const)("allow an honest PUT and an honest form (%s)", async (binding) => {
    const put = await honestPut(stack.serverUrl, PHOTO, binding);
    await expectStored(stack, put, keyOf(put), PHOTO);
    const form = await honestForm(stack.serverUrl, PHOTO, binding);
    await expectStored(stack, formRequest(form), fieldOf(form, "key"), PHOTO);
  });

  test.each(GRANTS)("deny a PUT with an unsigned %s", async (name) => {
    await expectRejected(stack, header(name, SOMEBODY)(await honestPut(stack.serverUrl, PHOTO)), DENIED);
    await expectRejected(stack, header(name, "")(await honestPut(stack.serverUrl, PHOTO, "unbound")), DENIED);
  });

  test.each(GRANTS)("deny a form with %s, which its policy does not name", async (name) => {
    await expectRejected(stack, formRequest(field(name, SOMEBODY)(await honestForm(stack.serverUrl, PHOTO))), DENIED);
  });

  test.each(["public-read", "authenticated-read", "bucket-owner-full-control"])("deny x-cos-acl: %s", async (acl) => {
    const put = await honestPut(stack.serverUrl, PHOTO, "unbound");
    await expectRejected(stack, header("x-cos-acl", acl)(put), DENIED);
    const form = await honestForm(stack.serverUrl, PHOTO, "unbound");
    await expectRejected(stack, formRequest(field("acl", acl)(form)), DENIED);
  });

  test.each([
    "STANDARD_IA",
    "ARCHIVE",
    "DEEP_ARCHIVE",
    "standard_ia",
    "MAZ_STANDARD",
    "",
  ])("deny x-cos-storage-class: %j", async (storageClass) => {
    for (const binding of ["bound", "unbound"] as const) {
      const put = await honestPut(stack.serverUrl, PHOTO, binding);
      await expectRejected(stack, header("x-cos-storage-class", storageClass)(put), DENIED);
      const form = await honestForm(stack.serverUrl, PHOTO, binding);
      await expectRejected(stack, formRequest(field("x-cos-storage-class", storageClass)(form)), DENIED);
    }
  });

  test("allow x-cos-storage-class: STANDARD, which is the default", async () => {
    const put = await honestPut(stack.serverUrl, PHOTO);
    await expectStored(stack, header("x-cos-storage-class", "STANDARD")(put), keyOf(put), PHOTO);
  });

  test.each(["bound", "unbound"] as const)("deny a copy of another object (%s)", async (binding) => {
    const put = await honestPut(stack.serverUrl, PHOTO, binding);
    await expectStored(stack, put, keyOf(put), PHOTO);
    const source = `${BUCKET_HOST}/${keyOf(put)}`;
    const other = await honestPut(stack.serverUrl, PHOTO, binding);
    await expectRejected(stack, header("x-cos-copy-source", source)(other), DENIED);
  });

  test("deny a file above the largest limit that is signed for its extension alone", async () => {
    const put = await honestPut(stack.serverUrl, PHOTO, "unbound");
    await expectRejected(stack, { ...put, body: Buffer.alloc(MAX_BYTES.video + 1) }, DENIED);
  });

  test.each<[method: string, key: string]>([
    ["PUT", "private/a.jpg"],
    ["PUT", "uploads2/a.jpg"],
    ["PUT", "a.jpg"],
    ["GET", "uploads/a.jpg"],
    ["DELETE", "uploads/a.jpg"],
    ["GET", ""],
  ])("deny %s /%s, so that stolen credentials can only upload to the prefix", async (method, key) => {
    await expectRejected(stack, await signedByHand(method, key), DENIED);
  });

  test("are rejected with ExpiredToken after their expiry, however the request is signed", async () => {
    await stack.credentials();
    const request = (await signedByHand("PUT", "uploads/a.jpg", DURATION_SECONDS + 1)) satisfies RawRequest;
    stack.clock.nowMs += (DURATION_SECONDS + 1) * 1000;
    await expectRejected(stack, request, { status: 400, code: "ExpiredToken" });
  });

  test("are rejected with InvalidAccessKeyId if the token belongs to other credentials", async () => {
    const put = await honestPut(stack.serverUrl, PHOTO);
    stack.clock.nowMs += (DURATION_SECONDS + 1) * 1000;
    const later = await honestPut(stack.serverUrl, PHOTO);
    const mixed = header("x-cos-security-token", String(put.headers["x-cos-security-token"]))(later);
    await expectRejected(stack, mixed, { status: 403, code: "InvalidAccessKeyId" });
  });
});

describe("credentials of STS of a server that requires a size", () => {
  beforeEach(async () => {
    stack = await startStsStack({ source: "federation", requireSize: true });
  });

  test("allow an honest PUT and an honest form, which have an allowed content type", async () => {
    const put = await honestPut(stack.serverUrl, PHOTO);
    await expectStored(stack, put, keyOf(put), PHOTO);
    const form = await honestForm(stack.serverUrl, PHOTO);
    await expectStored(stack, formRequest(form), fieldOf(form, "key"), PHOTO);
  });

  test("deny a PUT of another content type", async () => {
    const request = await signedByHand("PUT", "uploads/a.html");
    const headers = { ...request.headers, "Content-Type": "text/html" };
    await expectRejected(stack, { ...request, headers }, DENIED);
    expect(await send({ ...request, headers: { ...headers, "Content-Type": "image/png" } })).toMatchObject({
      status: 200,
    });
  });
});

/** Signs a request with the server's credentials that the server itself would never sign. */
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
