import { multipartCalls } from "../support/multipart-upload.ts";
import { storedText } from "../support/stored-text.ts";
import { useTestBucket } from "../support/test-bucket.ts";

const bucket = useTestBucket();
const cos = multipartCalls(bucket);

test("a signed upload to which x-cos-copy-source is added is a copy, and its body has no effect", async () => {
  await cos.call({ method: "PUT", key: "b", body: "second" });
  const id = await cos.begin("a");
  const source = ["x-cos-copy-source", `${bucket().host}/b`] as const;
  const part = [["partNumber", "1"] as const, ["uploadId", id] as const];
  expect((await cos.call({ method: "PUT", key: "a", headers: [source], body: "third" })).status).toBe(200);
  expect(await storedText(bucket(), "a")).toBe("second");
  const copied = await cos.call({ method: "PUT", key: "a", query: part, headers: [source], body: "third" });
  expect([copied.status, copied.text]).toEqual([200, expect.stringContaining("<CopyPartResult>")]);
});

test("Initiate and an ACL by header reject a body, and change nothing", async () => {
  await cos.call({ method: "PUT", key: "a", body: "first" });
  const before = await bucket().files();
  for (const { status, xml } of [
    await cos.call({ method: "POST", key: "c", query: [["uploads", ""]], body: "third" }),
    await cos.call({
      method: "PUT",
      key: "a",
      query: [["acl", ""]],
      headers: [["x-cos-acl", "public-read"]],
      body: "<",
    }),
  ]) {
    expect([status, xml("Code")]).toEqual([400, "InvalidRequest"]);
  }
  expect(await bucket().files()).toEqual(before);
  const acl = await cos.call({ method: "GET", key: "a", query: [["acl", ""]] });
  expect(acl.headers["x-cos-acl"]).toBe("default");
});
