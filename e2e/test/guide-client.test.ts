import { createGuideClient } from "../clients/guide-client.ts";
import { expectBytes } from "../stack/expect-bytes.ts";
import { sampleBytes, writeSample } from "../stack/sample-files.ts";
import { BUCKET_HOST, type Stack, startStack } from "../stack/start-stack.ts";
import { createNodeWechat } from "../wechat/node-wechat.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ signForBucketHost: true });
});
afterAll(() => stack.close());

describe("a client that behaves like the guide's", () => {
  test.each(["put", "post"] as const)("stores the file by %s, and its URL is the object's", async (method) => {
    const bytes = sampleBytes("jpg", 40_000, method);
    const filePath = await writeSample(stack.directory, `guide-${method}.jpg`, bytes);
    const client = createGuideClient(createNodeWechat(stack.hosts), stack.serverUrl);
    const { statusCode, url } = await client[method](filePath);
    expect(statusCode).toBe(200);
    expect(url.startsWith(`https://${BUCKET_HOST}/uploads/`)).toBe(true);
    const stored = await expectBytes(stack, new URL(url).pathname.slice(1), bytes);
    // The PUT sets no content type, so WeChat sends JSON. The form's content type is empty, so COS derives it from the extension.
    expect(stored.contentType).toBe(method === "put" ? "application/json" : "image/jpeg");
  });

  // docs/local-cos.md: how WeChat treats such a header, and how COS treats such a token, is unverified.
  test("is rejected by PUT if WeChat sends an undefined token as text", async () => {
    const filePath = await writeSample(stack.directory, "guide-undefined.jpg", sampleBytes("jpg", 100, "undefined"));
    const client = createGuideClient(
      createNodeWechat(stack.hosts, { undefinedHeaders: "send as text" }),
      stack.serverUrl,
    );
    const keys = await stack.bucket.keys();
    expect((await client.put(filePath)).statusCode).toBe(403);
    expect(await stack.bucket.keys()).toEqual(keys);
  });

  test("is rejected by form if the file is over the limit of the policy", async () => {
    const filePath = await writeSample(stack.directory, "guide-large.jpg", sampleBytes("jpg", 256 * 1024 + 1, "large"));
    const client = createGuideClient(createNodeWechat(stack.hosts), stack.serverUrl);
    const keys = await stack.bucket.keys();
    expect((await client.post(filePath)).statusCode).toBe(400);
    expect(await stack.bucket.keys()).toEqual(keys);
  });
});
