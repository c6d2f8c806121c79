import type { LocalCredentials } from "../../../src/cos/index.ts";
import { send } from "../support/send.ts";
import { presignedRequest, signedRequest } from "../support/signed-request.ts";
import { NOW_SECONDS, useTestBucket } from "../support/test-bucket.ts";

const TEMPORARY: LocalCredentials = {
  secretId: "AKIDtemporary",
  secretKey: "temporarykey",
  securityToken: "tok/en+==",
  expiresSeconds: NOW_SECONDS + 60,
};
const PERMANENT: LocalCredentials = { secretId: "AKIDpermanent", secretKey: "permanentkey" };

const bucket = useTestBucket({
  findCredentials: (secretId) => [TEMPORARY, PERMANENT].find((credentials) => credentials.secretId === secretId),
});

type Pair = readonly [name: string, value: string];

const TOKEN: Pair = ["x-cos-security-token", "tok/en+=="];
const OTHER_TOKEN: Pair = ["x-cos-security-token", "other"];

function upload(credentials: LocalCredentials, headers: readonly Pair[], unsignedHeaders: readonly Pair[]) {
  const { host, port } = bucket();
  return send(port, signedRequest({ method: "PUT", key: "a", host, body: "a", headers, unsignedHeaders, credentials }));
}

test.each([
  ["unsigned", [], [TOKEN]],
  ["signed", [TOKEN], []],
])("stores a PUT with temporary credentials and their token, %s", async (_how, signed, unsigned) => {
  expect((await upload(TEMPORARY, signed, unsigned)).status).toBe(200);
});

test("stores a PUT with temporary credentials and their token in the query", async () => {
  const { host, port } = bucket();
  const request = presignedRequest({
    method: "PUT",
    key: "a",
    host,
    body: "a",
    query: [TOKEN],
    credentials: TEMPORARY,
  });
  expect((await send(port, request)).status).toBe(200);
});

test.each([
  ["temporary credentials without their token", TEMPORARY, []],
  ["temporary credentials with another token", TEMPORARY, [OTHER_TOKEN]],
  ["permanent credentials with a token", PERMANENT, [TOKEN]],
])("rejects a PUT with %s and stores nothing", async (_what, credentials, unsigned) => {
  const response = await upload(credentials, [], unsigned);
  expect([response.status, response.xml("Code")]).toEqual([403, "InvalidAccessKeyId"]);
  expect(await bucket().files()).toEqual([]);
});

test("stores a PUT in the last second of temporary credentials", async () => {
  bucket().clock.seconds = NOW_SECONDS + 60;
  expect((await upload(TEMPORARY, [], [TOKEN])).status).toBe(200);
});

test("rejects a PUT with expired credentials as ExpiredToken", async () => {
  bucket().clock.seconds = NOW_SECONDS + 61;
  const response = await upload(TEMPORARY, [], [TOKEN]);
  expect([response.status, response.xml("Code")]).toEqual([400, "ExpiredToken"]);
  expect(await bucket().files()).toEqual([]);
});
