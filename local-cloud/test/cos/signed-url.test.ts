import { localSignedUrl } from "../../src/cos/signed-url.ts";
import { send } from "./support/send.ts";
import { signedRequest } from "./support/signed-request.ts";
import { NOW_SECONDS, useTestBucket } from "./support/test-bucket.ts";

const bucket = useTestBucket();

it("a printed URL – reads the object without a header, and stops working after a quarter of an hour", async () => {
  const { host, port, clock } = bucket();
  const key = "uploads/20261123/照片 (1).jpg";
  expect((await send(port, signedRequest({ method: "PUT", key, host, body: "photo" }))).status).toBe(200);
  const url = localSignedUrl(key, { LOCAL_COS_PORT: String(port) }, NOW_SECONDS * 1000);

  const read = await fetch(url);
  expect([read.status, await read.text()]).toEqual([200, "photo"]);
  clock.seconds += 901;
  expect((await fetch(url)).status).toBe(403);
});
