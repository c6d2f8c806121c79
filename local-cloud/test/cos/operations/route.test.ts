import { send } from "../support/send.ts";
import { signedRequest } from "../support/signed-request.ts";
import { useTestBucket } from "../support/test-bucket.ts";

const bucket = useTestBucket();

test.each([
  ["POST", "/a?uploads", 501],
  ["PUT", "/a?partNumber=1&uploadId=2", 501],
  ["GET", "/a?uploadId=2", 501],
  ["GET", "/a?acl", 501],
  ["PUT", "/a?acl", 501],
  ["GET", "/?cors", 501],
  ["GET", "/?versions", 501],
  ["POST", "/?delete", 501],
  ["POST", "/a?append&position=0", 501],
  ["GET", "/a?imageMogr2/thumbnail/200x", 501],
  ["GET", "/a?versionId=1", 501],
  ["PUT", "/", 501],
  ["DELETE", "/", 501],
  ["POST", "/a", 405],
  ["PATCH", "/a", 405],
  ["PATCH", "/", 405],
])("responds to %s %s with %d", async (method, target, status) => {
  const request = signedRequest({ method, host: bucket().host, body: "a" });
  const response = await send(bucket().port, { ...request, target });
  expect([response.status, response.xml("Code")]).toEqual([
    status,
    status === 501 ? "NotImplemented" : "MethodNotAllowed",
  ]);
  if (status === 405) expect(response.headers.allow).toContain("OPTIONS");
  expect(await bucket().files()).toEqual([]);
});
