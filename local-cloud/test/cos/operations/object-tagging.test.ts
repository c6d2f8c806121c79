import { parseCamPolicy } from "../../../src/cam/index.ts";
import { LOCAL_COS_DEFAULTS } from "../../../src/cos/index.ts";
import { send } from "../support/send.ts";
import { signedRequest, type ToSign } from "../support/signed-request.ts";
import { startTestBucket, useTestBucket } from "../support/test-bucket.ts";

const bucket = useTestBucket();
const TAGGING = [["tagging", ""]] as const;

const request = (toSign: Partial<ToSign> & Pick<ToSign, "method">) =>
  send(bucket().port, signedRequest({ key: "a.txt", host: bucket().host, query: TAGGING, ...toSign }));

function tagging(...tags: (readonly [key: string, value: string])[]): string {
  const elements = tags.map(([key, value]) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`);
  return `<Tagging><TagSet>${elements.join("")}</TagSet></Tagging>`;
}

beforeEach(async () => {
  await request({ method: "PUT", query: [], headers: [["x-cos-tagging", "a=1&b=%E4%B8%AD%20"]], body: "content" });
});

test("an upload's x-cos-tagging can be read, replaced and removed, and survives a restart", async () => {
  expect((await request({ method: "GET" })).text).toContain(tagging(["a", "1"], ["b", "中 "]));
  expect((await request({ method: "PUT", body: tagging(["c", "3"]) })).status).toBe(200);
  await bucket().stop();
  const again = await startTestBucket({ directory: bucket().directory });
  try {
    const { port, host } = again;
    const read = signedRequest({ method: "GET", key: "a.txt", host, query: TAGGING });
    expect((await send(port, read)).text).toContain(tagging(["c", "3"]));
    const remove = signedRequest({ method: "DELETE", key: "a.txt", host, query: TAGGING });
    expect((await send(port, remove)).status).toBe(204);
    expect((await send(port, read)).xml("Code")).toBe("NoSuchTagSet");
    expect((await send(port, signedRequest({ method: "GET", key: "a.txt", host }))).text).toBe("content");
  } finally {
    await again.close();
  }
});

test("the limits count characters, not UTF-16 units", async () => {
  const body = tagging(["𠀀".repeat(128), "𠀀".repeat(256)]);
  expect((await request({ method: "PUT", body })).status).toBe(200);
  expect((await request({ method: "GET" })).text).toContain(body);
});

test("HEAD and GET report the number of tags in x-cos-tagging-count, and nothing without tags", async () => {
  const counts = async () => {
    const responses = [await request({ method: "HEAD", query: [] }), await request({ method: "GET", query: [] })];
    return responses.map(({ headers }) => headers["x-cos-tagging-count"]);
  };
  expect(await counts()).toEqual(["2", "2"]);
  await request({ method: "PUT", body: tagging(["c", "3"]) });
  expect(await counts()).toEqual(["1", "1"]);
  await request({ method: "DELETE" });
  expect(await counts()).toEqual([undefined, undefined]);
});

const MANY = Array.from({ length: 11 }, (_, index) => [`k${index}`, "v"] as const);

test.each([
  ["11 tags", tagging(...MANY), "BadRequest"],
  ["a repeated key", tagging(["a", "1"], ["a", "2"]), "InvalidTag"],
  ["a long key", tagging(["a".repeat(129), "1"]), "InvalidTag"],
  ["a long value", tagging(["a", "1".repeat(257)]), "InvalidTag"],
  ["a tag without a value", "<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>", "MalformedXML"],
  ["two sets", "<Tagging><TagSet/><TagSet/></Tagging>", "MalformedXML"],
  ["another element", "<Tagging><TagSet><Label/></TagSet></Tagging>", "NotImplemented"],
])("rejects %s and keeps the tags", async (_what, body, code) => {
  expect((await request({ method: "PUT", body })).xml("Code")).toBe(code);
  expect((await request({ method: "GET" })).text).toContain("<Key>a</Key>");
});

test.each(["GET", "PUT", "DELETE"])("responds to %s for a missing key with NoSuchKey", async (method) => {
  const body = method === "PUT" ? { body: tagging() } : {};
  expect((await request({ method, key: "b", ...body })).xml("Code")).toBe("NoSuchKey");
});

test("needs an action of its own for each method", async () => {
  for (const [method, action] of [
    ["GET", "GetObjectTagging"],
    ["PUT", "PutObjectTagging"],
    ["DELETE", "DeleteObjectTagging"],
  ] as const) {
    const statement = [
      { effect: "allow", action: "name/cos:*", resource: "*" },
      { effect: "deny", action: `name/cos:${action}`, resource: "*" },
    ];
    const policies = [parseCamPolicy(JSON.stringify({ version: "2.0", statement }))];
    const own = await startTestBucket({ findCredentials: () => ({ ...LOCAL_COS_DEFAULTS.credentials, policies }) });
    try {
      const { host, port } = own;
      await send(port, signedRequest({ method: "PUT", key: "a", host, body: "a" }));
      const statuses = new Map<string, number>();
      for (const each of ["PUT", "GET", "DELETE"]) {
        const body = each === "PUT" ? { body: tagging(["a", "1"]) } : {};
        statuses.set(
          each,
          (await send(port, signedRequest({ method: each, key: "a", host, query: TAGGING, ...body }))).status,
        );
      }
      expect([...statuses].filter(([, status]) => status === 403)).toEqual([[method, 403]]);
    } finally {
      await own.close();
    }
  }
});
