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

describe("a client that behaves as the guide's does", () => {
  it.each(["put", "post"] as const)("%s – stores the file, and its URL is the object's", async (method) => {
    const bytes = sampleBytes("jpg", 40_000, method);
    const filePath = await writeSample(stack.directory, `guide-${method}.jpg`, bytes);
    const client = createGuideClient(createNodeWechat(stack.hosts), stack.serverUrl);
    const { statusCode, url } = await client[method](filePath);
    expect(statusCode).toBe(200);
    expect(url.startsWith(`https://${BUCKET_HOST}/uploads/`)).toBe(true);
    const stored = await expectBytes(stack, new URL(url).pathname.slice(1), bytes);
    // The PUT says nothing of its type, so WeChat says JSON; the form says an empty one, so COS goes by the suffix.
    expect(stored.contentType).toBe(method === "put" ? "application/json" : "image/jpeg");
  });

  // docs/local-cos.md: what WeChat does with such a header, and COS with such a token, is unverified.
  it("put, should WeChat write undefined header values out – is refused for a token that nobody has", async () => {
    const filePath = await writeSample(stack.directory, "guide-undefined.jpg", sampleBytes("jpg", 100, "undefined"));
    const client = createGuideClient(createNodeWechat(stack.hosts, "written out"), stack.serverUrl);
    const keys = await stack.bucket.keys();
    expect((await client.put(filePath)).statusCode).toBe(403);
    expect(await stack.bucket.keys()).toEqual(keys);
  });

  it("put – over the limit of the policy it has none of, and of the form it has", async () => {
    const filePath = await writeSample(stack.directory, "guide-large.jpg", sampleBytes("jpg", 256 * 1024 + 1, "large"));
    const client = createGuideClient(createNodeWechat(stack.hosts), stack.serverUrl);
    const keys = await stack.bucket.keys();
    expect((await client.post(filePath)).statusCode).toBe(400);
    expect(await stack.bucket.keys()).toEqual(keys);
  });
});
