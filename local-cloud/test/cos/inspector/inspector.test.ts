import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { networkInterfaces } from "node:os";
import { LOCAL_COS_DEFAULTS } from "../../../src/cos/index.ts";
import { send, type WireResponse } from "../support/send.ts";
import { signedRequest } from "../support/signed-request.ts";
import { startTestBucket, useTestBucket } from "../support/test-bucket.ts";

const bucket = useTestBucket();
const { secretId, secretKey } = LOCAL_COS_DEFAULTS.credentials;

type Headers = readonly (readonly [name: string, value: string])[];
const BROWSER: Headers = [["Accept", "text/html,application/xhtml+xml"]];

function browse(target: string, headers: Headers = BROWSER, host = bucket().host): Promise<WireResponse> {
  return send(bucket().port, { method: "GET", target, headers: [["Host", host], ...headers] });
}

/** Sends a GET that is signed with a percent-encoded path. */
async function sendWrongSignature(): Promise<void> {
  const { host, port } = bucket();
  const { headers } = signedRequest({ method: "GET", key: "a%20b", host });
  await send(port, { method: "GET", target: "/a%20b", headers });
}

test("shows objects with thumbnails of images only", async () => {
  await bucket().seed({ "a&b/<i>.png": "image", "a.txt": "text" });
  const { status, headers, text } = await browse("/");
  expect([status, headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
  expect(text).toContain('<td class="wire">a&amp;b/&lt;i&gt;.png</td>');
  expect(text.match(/<img/g)).toHaveLength(1);
  const [, source = ""] = /<img src="([^"]+)"/.exec(text) ?? [];
  const thumbnail = await browse(source.replaceAll("&amp;", "&"), []);
  expect([thumbnail.headers["content-type"], thumbnail.text]).toEqual(["image/png", "image"]);
});

test.each(["a.txt", "missing.png"])("has no thumbnail of %s", async (key) => {
  await bucket().seed({ "a.txt": "text" });
  expect((await browse(`/?inspector=object&key=${key}`)).status).toBe(404);
});

test("shows unfinished uploads with their parts", async () => {
  const { host, port } = bucket();
  const query = [["uploads", ""]] as const;
  const initiated = await send(port, signedRequest({ method: "POST", key: "<video>.mp4", host, query, body: "" }));
  const uploadId = initiated.xml("UploadId") ?? "";
  for (const partNumber of ["2", "1", "3", "5"]) {
    const part = [
      ["partNumber", partNumber],
      ["uploadId", uploadId],
    ] as const;
    await send(port, signedRequest({ method: "PUT", key: "<video>.mp4", host, query: part, body: "abc" }));
  }
  const { text } = await browse("/");
  expect(text).toContain(">Unfinished uploads (1)</h2>");
  expect(text).toContain(`<td class="wire">&lt;video&gt;.mp4</td>\n<td class="wire">${uploadId}</td>`);
  expect(text).toContain('<td>1–3, 5</td>\n<td class="number">12 bytes</td>');
});

test("shows each request with its verdict, and not itself", async () => {
  const { host, port } = bucket();
  await send(port, signedRequest({ method: "PUT", key: "a", host, body: "a" }));
  bucket().failNext({ code: "SlowDown" });
  await send(port, signedRequest({ method: "GET", key: "a", host }));
  await send(port, signedRequest({ method: "GET", key: "b", host }));
  await browse("/");
  const { text } = await browse("/");
  const verdicts = [...text.matchAll(/<span class="(\w+)">([^<]*)</g)].map(([, ...verdict]) => verdict);
  expect(verdicts).toEqual([
    ["rejected", "404 NoSuchKey rejected"],
    ["injected", "503 SlowDown changed by failNext"],
    ["accepted", "200 accepted"],
  ]);
});

test("shows the newest 100 objects, with the time on this machine's clock", async () => {
  await bucket().seed(Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`${index}`, "a"])));
  const { text } = await browse("/");
  expect(text).toContain(">Objects (newest 100 of 101)</h2>");
  const local = new Date(bucket().clock.seconds * 1000);
  expect(text.match(/<td class="time">([^<]*)</)?.[1]).toBe(local.toLocaleString("sv-SE"));
});

test("has no empty table", async () => {
  const { text } = await browse("/");
  expect(text.match(/<h2.*\n<p>None</g)).toHaveLength(3);
  expect(text).not.toContain("<table>");
});

test("reloads itself only if it says so", async () => {
  const [still, live] = [await browse("/"), await browse("/?inspector=live")];
  expect([still.headers["refresh"], live.headers["refresh"]]).toEqual([undefined, "2"]);
  expect([still, live].map(({ text }) => text.includes("Reloads every two seconds"))).toEqual([false, true]);
});

test("has no form to paste into while it reloads itself", async () => {
  const { host, port } = bucket();
  const credentials = { secretId, secretKey: "other" };
  await send(port, signedRequest({ method: "GET", key: "a", host, credentials }));
  const [still, live] = [await browse("/"), await browse("/?inspector=live")];
  expect([still, live].map(({ text }) => text.includes("<textarea"))).toEqual([true, false]);
  expect(live.text).toContain(">Stop reloading</a> to paste it.");
});

test("names an icon, so that the browser requests none from the bucket", async () => {
  const [, icon = ""] = /<link rel="icon" href="([^"]+)"/.exec((await browse("/")).text) ?? [];
  const { status, headers } = await browse(icon, []);
  expect([status, headers["content-type"]]).toEqual([200, "image/svg+xml"]);
});

test("opens the comparison of the newest wrong signature alone", async () => {
  await sendWrongSignature();
  await sendWrongSignature();
  const { text } = await browse("/");
  expect(text.match(/<details[^>]*>/g)).toEqual(["<details open>", "<details>"]);
});

test("shows both strings of a wrong signature side by side, with the first difference marked", async () => {
  await sendWrongSignature();
  const { text } = await browse("/");
  expect(text).toContain("Mistake: the path is percent-encoded; COS signs it decoded.");
  expect(text).toContain("<b>COS signs</b>\n<pre>get↵\n/a<mark> </mark>b↵\n");
  expect(text).toContain("<b>You signed</b>\n<pre>get↵\n/a<mark>%</mark>20b↵\n");
});

test("compares a pasted string if no mistake explains the signature", async () => {
  const { host, port } = bucket();
  const credentials = { secretId, secretKey: "other" };
  await send(port, signedRequest({ method: "GET", key: "a", host, credentials }));
  const form = (await browse("/")).text;
  const requestId = /name="request" value="([^"]+)"/.exec(form)?.[1] ?? "";
  const compare = (signed: string) =>
    browse(`/?${new URLSearchParams({ inspector: "compare", request: requestId, signed })}`);
  expect((await compare("get\\n/b\\n")).text).toContain("<pre>get↵\n/<mark>b</mark>↵\n</pre>");
  const equal = `get\r\n/a\r\n\r\nhost=${host.replace(":", "%3A")}\r\n`;
  expect((await compare(equal)).text).toContain("Both strings are equal, so the secret key");
});

test("contains no secret key and no token, and allows no script", async () => {
  const securityToken = "secret-token";
  const cos = await startTestBucket({ credentials: { ...LOCAL_COS_DEFAULTS.credentials, securityToken } });
  try {
    const headers: Headers = [["x-cos-security-token", securityToken]];
    const credentials = { secretId, secretKey: "other" };
    await send(cos.port, signedRequest({ method: "GET", key: "a", host: cos.host, headers, credentials }));
    await send(cos.port, {
      method: "GET",
      target: `/a?x-cos-security-token=${securityToken}`,
      headers: [["Host", cos.host]],
    });
    const page = await send(cos.port, { method: "GET", target: "/", headers: [["Host", cos.host], ...BROWSER] });
    expect(page.text).toContain("x-cos-security-token=…");
    expect(page.text).not.toContain(securityToken);
    expect(page.text).not.toContain(secretKey);
    expect(page.headers["content-security-policy"]).toMatch(/^default-src 'none'; style-src 'self'; img-src 'self';/);
    expect(page.headers).not.toHaveProperty("access-control-allow-origin");
  } finally {
    await cos.close();
  }
});

test.each<[what: string, target: string, headers: Headers, host: string]>([
  ["does not accept HTML", "/", [["Accept", "*/*"]], "localhost"],
  ["is signed", "/", [...BROWSER, ["Authorization", "q-ak=a"]], "localhost"],
  ["has parameters of COS", "/?prefix=a", BROWSER, "localhost"],
  [
    "names a host that may resolve to this machine",
    "/",
    BROWSER,
    "examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com",
  ],
  ["names an address of the network", "/", BROWSER, "192.168.1.5"],
  ["was forwarded by a proxy", "/", [...BROWSER, ["X-Forwarded-For", "1.2.3.4"]], "localhost"],
  ["comes from a script of another page", "/", [...BROWSER, ["Origin", "http://localhost:3000"]], "localhost"],
  [
    "is for an image on another page",
    "/?inspector=object&key=a.png",
    [
      ["Sec-Fetch-Site", "same-site"],
      ["Sec-Fetch-Mode", "no-cors"],
    ],
    "localhost",
  ],
])("is not the response to a request that %s", async (_what, target, headers, host) => {
  await bucket().seed({ "a.png": "image" });
  const { status, headers: received } = await browse(target, headers, host);
  expect([400, 403, 501]).toContain(status);
  expect(received["content-type"]).toBe("application/xml");
});

const [address] = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .filter(({ family, internal }) => family === "IPv4" && !internal)
  .map((found) => found.address);

(address === undefined ? test.skip : test)(
  `${address === undefined ? "SKIPPED, needs a network interface: " : ""}is not the response to another machine`,
  async () => {
    const cos = await startTestBucket({ listenHost: "0.0.0.0" });
    try {
      const headers = { Host: "localhost", Accept: "text/html" };
      const [page] = await once(
        httpRequest({ host: address, port: cos.port, headers, agent: false }).end(),
        "response",
      );
      page.resume();
      expect(page.statusCode).toBe(403);
      expect((await fetch(cos.url, { headers: { Accept: "text/html" } })).status).toBe(200);
    } finally {
      await cos.close();
    }
  },
);
