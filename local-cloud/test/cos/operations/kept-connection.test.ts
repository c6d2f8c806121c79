import { once } from "node:events";
import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import { fieldParts, formRequest } from "../support/multipart.ts";
import { policyText, signedFields } from "../support/post-form.ts";
import { useTestBucket } from "../support/test-bucket.ts";

const bucket = useTestBucket();

/** More than Node reads ahead of a slow reader. */
const FILE_BYTES = 300 * 1024;

test("responds to the next form on a connection after it has rejected one whose file was still arriving", async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const fields = signedFields(policyText([["eq", "$key", "photo.jpg"]]));
  const post = async (formFields: Record<string, string>) => {
    const file = { name: "file", value: "x".repeat(FILE_BYTES), filename: "photo.jpg", type: "image/jpeg" };
    const { method, target, headers, body } = formRequest(bucket().host, [...fieldParts(formFields), file]);
    const outgoing = request({
      port: bucket().port,
      agent,
      method,
      path: target,
      headers: Object.fromEntries(headers),
    });
    outgoing.end(body);
    const [response] = await once(outgoing, "response");
    await text(response);
    return response.statusCode;
  };
  const statuses = [await post({ ...fields, "q-signature": "0".repeat(40) }), await post(fields)];
  agent.destroy();
  expect(statuses).toEqual([403, 204]);
});
