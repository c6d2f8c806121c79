import { send } from "../support/send.ts";
import { signedRequest } from "../support/signed-request.ts";
import { useTestBucket } from "../support/test-bucket.ts";

const bucket = useTestBucket();

/** Operations of all kinds, with and without an object. */
const OPERATIONS = [
  ["GET Bucket", "GET", "", []],
  ["List Multipart Uploads", "GET", "", [["uploads", ""]]],
  ["GET Object", "GET", "a", []],
  ["PUT Object", "PUT", "a", []],
  ["DELETE Object", "DELETE", "a", []],
] as const;

test.each(
  OPERATIONS,
)("%s rejects a second security token that the signature does not list", async (_name, method, key, query) => {
  const { host, port } = bucket();
  const unsignedHeaders = [
    ["x-cos-security-token", ""],
    ["x-cos-security-token", "other"],
  ] as const;
  const body = method === "PUT" ? { body: "a" } : {};
  const response = await send(port, signedRequest({ method, key, host, query, unsignedHeaders, ...body }));
  expect([response.status, response.xml("Code")]).toEqual([400, "InvalidArgument"]);
});
