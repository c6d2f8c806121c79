import { authorize, formatKeyTime, type NameValues, urlEncode } from "@wx-cos-upload/cos-signature";
import type { CredentialProvider } from "@wx-cos-upload/server";
import { send } from "../clients/send.ts";
import { createUser, type StackUser } from "../clients/stored-uploads.ts";
import { sampleBytes } from "../stack/sample-files.ts";
import { type StsStack, startStsStack } from "../stack/start-sts-stack.ts";

// URLs for reading leave the server. These tests try what their credentials can do besides reading, with CAM policies from STS.

const PHOTO = sampleBytes("jpg", 1_000, "reading");
let stack: StsStack;
let anybody: StackUser;
let key: string;
beforeAll(async () => {
  stack = await startStsStack({ source: "federation" });
  anybody = createUser(stack.serverUrl);
  key = await anybody.upload("jpg", PHOTO);
});
afterAll(() => stack.close());

type Operation = readonly [method: string, key: string, query?: NameValues];

/** Sends an operation that is signed by hand with an identity's credentials. */
async function attempt(provider: CredentialProvider, [method, objectKey, query = []]: Operation) {
  const credentials = await provider();
  const nowSeconds = Math.floor(stack.clock.nowMs / 1000);
  const { authorization } = authorize({
    method,
    pathname: `/${objectKey}`,
    query,
    headers: [["host", stack.cosHost]],
    credentials,
    keyTime: formatKeyTime({ startSeconds: nowSeconds - 60, endSeconds: nowSeconds + 60 }),
  });
  const search = query.map(([name, value]) => `${urlEncode(name)}=${urlEncode(value)}`).join("&");
  const headers = { Authorization: authorization, "x-cos-security-token": credentials.securityToken ?? "" };
  return send({ method, url: `http://${stack.cosHost}/${objectKey}?${search}`, headers, body: Buffer.alloc(0) });
}

test("the reading identity reads below the prefix", async () => {
  expect((await attempt(stack.readingCredentials, ["GET", key])).status).toBe(200);
  await stack.localCos.seed({ "private/secret.jpg": PHOTO });
  expect((await attempt(stack.readingCredentials, ["GET", "private/secret.jpg"])).status).toBe(403);
});

test.each<[method: string, key: string, query: NameValues]>([
  ["PUT", "uploads/new.jpg", []],
  ["DELETE", "uploads/new.jpg", []],
  ["GET", "", [["prefix", "uploads/"]]],
  ["GET", "", [["uploads", ""]]],
  ["POST", "uploads/new.jpg", [["uploads", ""]]],
  ["GET", "uploads/new.jpg", [["acl", ""]]],
  ["GET", "uploads/new.jpg", [["tagging", ""]]],
])("the reading identity cannot %s %s %j", async (method, objectKey, query) => {
  expect((await attempt(stack.readingCredentials, [method, objectKey, query])).status).toBe(403);
});

test("the identities that upload and that serve read nothing", async () => {
  for (const provider of [stack.credentials, stack.serviceCredentials]) {
    expect((await attempt(provider, ["GET", key])).status).toBe(403);
  }
});

test("confirming and links work with three identities from STS", async () => {
  expect(await anybody.confirm([key])).toMatchObject([{ status: "stored" }]);
  const [{ url } = { url: "" }] = (await anybody.download([key])).downloads;
  expect(new URL(url).searchParams.get("x-cos-security-token")).toBe((await stack.readingCredentials()).securityToken);
  expect((await fetch(url)).status).toBe(200);
  expect(stack.calls).toHaveLength(3);
});
