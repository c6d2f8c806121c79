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
])("PUT with temporary keys – their token, %s – is stored", async (_how, signed, unsigned) => {
  expect((await upload(TEMPORARY, signed, unsigned)).status).toBe(200);
});

test("PUT with temporary keys – their token in the query – is stored", async () => {
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
  ["temporary keys without their token", TEMPORARY, []],
  ["temporary keys with another token", TEMPORARY, [OTHER_TOKEN]],
  ["permanent keys with a token", PERMANENT, [TOKEN]],
])("PUT with %s – refused, nothing stored", async (_what, credentials, unsigned) => {
  const response = await upload(credentials, [], unsigned);
  expect([response.status, response.xml("Code")]).toEqual([403, "InvalidAccessKeyId"]);
  expect(await bucket().files()).toEqual([]);
});

test("PUT with temporary keys as they end – is stored", async () => {
  bucket().clock.seconds = NOW_SECONDS + 60;
  expect((await upload(TEMPORARY, [], [TOKEN])).status).toBe(200);
});

test("PUT with temporary keys that are over – ExpiredToken", async () => {
  bucket().clock.seconds = NOW_SECONDS + 61;
  const response = await upload(TEMPORARY, [], [TOKEN]);
  expect([response.status, response.xml("Code")]).toEqual([400, "ExpiredToken"]);
  expect(await bucket().files()).toEqual([]);
});
