import { createHash } from "node:crypto";
import { parseCamPolicy } from "../../../src/cam/index.ts";
import { LOCAL_COS_DEFAULTS } from "../../../src/cos/index.ts";
import { send, type WireResponse } from "../support/send.ts";
import { signedRequest } from "../support/signed-request.ts";
import { storedText } from "../support/stored-text.ts";
import { useTestBucket } from "../support/test-bucket.ts";

const statement = [
  { effect: "allow", action: "name/cos:*", resource: "*" },
  {
    effect: "deny",
    action: "name/cos:DeleteObject",
    resource: "qcs::cos:ap-guangzhou:uid/1250000000:examplebucket-1250000000/kept/*",
  },
];
const policies = [parseCamPolicy(JSON.stringify({ version: "2.0", statement }))];
const bucket = useTestBucket({ findCredentials: () => ({ ...LOCAL_COS_DEFAULTS.credentials, policies }) });

function remove(body: string, md5 = createHash("md5").update(body).digest("base64")): Promise<WireResponse> {
  const { host, port } = bucket();
  const headers = md5 === "" ? [] : ([["Content-MD5", md5]] as const);
  return send(port, signedRequest({ method: "POST", host, query: [["delete", ""]], headers, body }));
}

async function put(...keys: string[]): Promise<void> {
  const { host, port } = bucket();
  for (const key of keys) await send(port, signedRequest({ method: "PUT", key, host, body: key }));
}

const objects = (...keys: string[]) => keys.map((key) => `<Object><Key>${key}</Key></Object>`).join("");

test("deletes each key, also one that does not exist, and reports the one that a policy keeps", async () => {
  await put("a", "kept/b", "c&<d>");
  const { status, text } = await remove(`<Delete>${objects("a", "kept/b", "c&amp;&lt;d&gt;", "missing")}</Delete>`);
  expect(status).toBe(200);
  expect(text).toContain("<Deleted><Key>a</Key></Deleted><Error><Key>kept/b</Key><Code>AccessDenied</Code>");
  expect(text).toContain("<Deleted><Key>c&amp;&lt;d&gt;</Key></Deleted><Deleted><Key>missing</Key></Deleted>");
  expect(await storedText(bucket(), "a")).toBeUndefined();
  expect(await storedText(bucket(), "c&<d>")).toBeUndefined();
  expect(await storedText(bucket(), "kept/b")).toBe("kept/b");
});

test("reports only errors if it is quiet", async () => {
  await put("a");
  const { text } = await remove(`<Delete><Quiet>true</Quiet>${objects("a", "kept/b", "")}</Delete>`);
  expect(text).not.toContain("<Deleted>");
  expect(text.match(/<Code>\w+/g)).toEqual(["<Code>AccessDenied", "<Code>InvalidObjectName"]);
});

test("accepts 1,000 keys and rejects 1,001", async () => {
  const keys = Array.from({ length: 1000 }, (_, index) => `k${index}`);
  expect((await remove(`<Delete>${objects(...keys)}</Delete>`)).text.match(/<Deleted>/g)).toHaveLength(1000);
  await put("a");
  expect((await remove(`<Delete>${objects("a", ...keys)}</Delete>`)).xml("Code")).toBe("MalformedXML");
  expect(await storedText(bucket(), "a")).toBe("a");
});

test.each([
  ["no object", "<Delete/>", undefined, "MalformedXML"],
  ["an object without a key", "<Delete><Object/></Delete>", undefined, "MalformedXML"],
  ["a version", "<Delete><Object><Key>a</Key><VersionId>1</VersionId></Object></Delete>", undefined, "NotImplemented"],
  [
    "Quiet that is neither true nor false",
    `<Delete><Quiet>1</Quiet>${objects("a")}</Delete>`,
    undefined,
    "MalformedXML",
  ],
  [
    "a key that contains an element",
    "<Delete><Object><Key>a<Key>b</Key></Key></Object></Delete>",
    undefined,
    "MalformedXML",
  ],
  ["text between elements", `<Delete>b${objects("a")}</Delete>`, undefined, "MalformedXML"],
  ["no Content-MD5", `<Delete>${objects("a")}</Delete>`, "", "InvalidRequest"],
  ["the Content-MD5 of another body", `<Delete>${objects("a")}</Delete>`, "1B2M2Y8AsgTpgAmY7PhCfg==", "BadDigest"],
  ["an entity", `<!DOCTYPE d [<!ENTITY e "a">]><Delete>${objects("&e;")}</Delete>`, undefined, "MalformedXML"],
  ["more than 8 MiB", `<Delete>${" ".repeat(8 * 1024 * 1024)}</Delete>`, undefined, "XMLSizeLimit"],
])("rejects %s and deletes nothing", async (_what, body, md5, code) => {
  await put("a");
  expect((await remove(body, md5)).xml("Code")).toBe(code);
  expect(await storedText(bucket(), "a")).toBe("a");
});
