import { SignJWT } from "jose";
import { createSessionTokens } from "../../src/auth/index.ts";
import type { CosCall } from "../../src/cos/cos-client.ts";
import { createObjectCalls } from "../../src/cos/object-calls.ts";
import { parseXml } from "../../src/cos/xml.ts";
import { createUploadTokens } from "../../src/multipart/upload-token.ts";
import { createCursors } from "../../src/objects/cursor.ts";
import { BUCKET, NOW_MS } from "../support/test-app.ts";
import { UPLOAD_TOKEN_KEY } from "../support/test-multipart.ts";
import { createTestObjects, LIS_KEY } from "../support/test-objects.ts";

const keyOf = (index: number) => LIS_KEY.replace("0001", String(index).padStart(4, "0"));
const keys = Array.from({ length: 50 }, (_, index) => keyOf(index));

/** A COS whose responses have this XML. */
const cosWith = (xml: string) => async (_: CosCall) => ({ headers: new Headers(), document: parseXml(xml) });

describe("deleting", () => {
  test("47 of 50: the three others are reported with a reason, and logged", async () => {
    const denied = [keyOf(3), keyOf(30), keyOf(49)];
    const failures: unknown[] = [];
    const objects = createTestObjects({
      reportFailure: (error) => void failures.push(error),
      send: cosWith(
        `<DeleteResult>${keys
          .map((key) => {
            if (key === denied[2]) return "";
            const code = key === denied[0] ? "AccessDenied" : "InternalError";
            return denied.includes(key)
              ? `<Error><Key>${key}</Key><Code>${code}</Code><Message>as COS says</Message></Error>`
              : `<Deleted><Key>${key}</Key></Deleted>`;
          })
          .join("")}</DeleteResult>`,
      ),
    });
    const { deleted, failed } = await objects.delete(keys, "li");
    expect(deleted).toEqual(keys.filter((key) => !denied.includes(key)));
    expect(failed).toEqual([
      { cosKey: denied[0], code: "cos_refused" },
      { cosKey: denied[1], code: "cos_unavailable" },
      { cosKey: denied[2], code: "cos_unavailable" },
    ]);
    expect(failures.map(String).join()).toContain("AccessDenied (as COS says)");
  });

  test("a key that COS reports both as deleted and as failed may still be there", async () => {
    const both = `<Deleted><Key>${LIS_KEY}</Key></Deleted><Error><Key>${LIS_KEY}</Key><Code>AccessDenied</Code></Error>`;
    const objects = createTestObjects({ send: cosWith(`<DeleteResult>${both}</DeleteResult>`) });
    expect(await objects.delete([LIS_KEY], "li")).toEqual({
      deleted: [],
      failed: [{ cosKey: LIS_KEY, code: "cos_refused" }],
    });
  });

  test("a result for other keys leaves each key as failed", async () => {
    const objects = createTestObjects({
      send: cosWith("<DeleteResult><Deleted><Key>uploads/zhao/x.jpg</Key></Deleted><Error/></DeleteResult>"),
    });
    expect(await objects.delete([LIS_KEY], "li")).toEqual({
      deleted: [],
      failed: [{ cosKey: LIS_KEY, code: "cos_unavailable" }],
    });
  });

  test("a response that is no result is a failure", async () => {
    for (const xml of ["<Deleted/>", "", "<DeleteResult>"]) {
      const deleting = createTestObjects({ send: cosWith(xml) }).delete(keys, "li");
      await expect(deleting).rejects.toMatchObject({ code: "cos_unavailable" });
    }
  });

  test("a prefix with the marks of XML makes a well-formed body with its MD5", async () => {
    const calls: CosCall[] = [];
    const key = "a&b<c>/x.jpg";
    await createObjectCalls(async (call) => {
      calls.push(call);
      return { headers: new Headers(), document: parseXml("<DeleteResult/>") };
    }).deleteObjects([key]);
    const body = calls[0]?.body ?? "";
    expect(body).toBe("<Delete><Quiet>false</Quiet><Object><Key>a&amp;b&lt;c&gt;/x.jpg</Key></Object></Delete>");
    const md5 = new Map(calls[0]?.headers).get("Content-MD5");
    expect(md5).toMatch(/^[A-Za-z0-9+/]{22}==$/);
  });
});

describe("a list that COS should not have sent", () => {
  const item = (key: string, size = "1") => `<Contents><Key>${key}</Key><Size>${size}</Size></Contents>`;
  test.each<[what: string, xml: string]>([
    ["another user's upload", item(LIS_KEY.replace("/li/", "/zhao/"))],
    ["a folder outside", "<CommonPrefixes><Prefix>uploads/zhao/20261123/</Prefix></CommonPrefixes>"],
    ["a key that is not percent-encoded", item(`${LIS_KEY}%zz`)],
    ["no key", item("")],
    ["no size", item(LIS_KEY, "")],
    ["a negative size", item(LIS_KEY, "-1")],
    ["a size that is no number", item(LIS_KEY, "1e3")],
    ["a page without end", "<IsTruncated>true</IsTruncated>"],
  ])("%s – is unavailable, and no URL is signed", async (_, content) => {
    const listing = createTestObjects({ send: cosWith(`<ListBucketResult>${content}</ListBucketResult>`) });
    await expect(listing.list({}, "li")).rejects.toMatchObject({ code: "cos_unavailable" });
  });

  test("that takes long – the lifetime of its URLs counts from the response", async () => {
    let nowMs = NOW_MS;
    const objects = createTestObjects({
      now: () => nowMs,
      async send() {
        nowMs += 20_000;
        return { headers: new Headers(), document: parseXml("<ListBucketResult/>") };
      },
    });
    const { expiresAt, expiresInSeconds } = await objects.list({}, "li");
    expect(expiresAt - expiresInSeconds).toBe(Math.floor(nowMs / 1000));
  });

  test.each(["garbage", "", "Thu, 01 Jan 1970 00:00:00 GMT"])("the date %j – is the time in the key", async (date) => {
    const content = `${item(LIS_KEY).replace("</Size>", `</Size><LastModified>${date}</LastModified>`)}<CommonPrefixes>
      <Prefix>uploads/li/20261123/</Prefix></CommonPrefixes>`;
    const { uploads } = await createTestObjects({
      send: cosWith(`<ListBucketResult>${content}</ListBucketResult>`),
    }).list({}, "li");
    expect(uploads[0]?.storedAt).toBe(Date.parse("2026-11-23T12:05:06Z") / 1000);
  });
});

describe("cursors", () => {
  const cursors = createCursors({ keys: [UPLOAD_TOKEN_KEY], bucket: BUCKET, now: () => NOW_MS });
  const START = { before: LIS_KEY, from: 7 };
  const rejection = { code: "invalid_cursor", field: "cursor" };

  test("a cursor returns what it was made of, to its owner, for a day", async () => {
    expect(await cursors.verify(await cursors.issue(START, "li"), "li")).toMatchObject(START);
    const tomorrow = createCursors({ keys: [UPLOAD_TOKEN_KEY], bucket: BUCKET, now: () => NOW_MS + 86_410_000 });
    await expect(tomorrow.verify(await cursors.issue(START, "li"), "li")).rejects.toMatchObject(rejection);
  });

  test("a cursor of another prefix is rejected", async () => {
    const listed = [keyOf(1), keyOf(2)].map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join("");
    const days = "<CommonPrefixes><Prefix>uploads/li/20261123/</Prefix></CommonPrefixes>";
    const send = cosWith(`<ListBucketResult>${listed}${days}</ListBucketResult>`);
    const { cursor } = await createTestObjects({ send }).list({ limit: 1 }, "li");
    expect(cursor).toBeDefined();
    const moved = createTestObjects({ send: cosWith("<ListBucketResult/>"), prefix: "up" });
    await expect(moved.list({ cursor }, "li")).rejects.toMatchObject(rejection);
  });

  test("old keys verify, others do not", async () => {
    const other = "another upload token key of the tests!";
    const rotated = createCursors({ keys: [other, UPLOAD_TOKEN_KEY], bucket: BUCKET, now: () => NOW_MS });
    expect(await rotated.verify(await cursors.issue(START, "li"), "li")).toMatchObject(START);
    await expect(cursors.verify(await rotated.issue(START, "li"), "li")).rejects.toMatchObject(rejection);
  });

  test("tokens of other kinds are rejected, also if all kinds share one secret", async () => {
    const grant = { key: LIS_KEY, uploadId: "1", size: 1, partBytes: 1, contentType: "image/jpeg", owner: "li" };
    const tokens = createUploadTokens({ keys: [UPLOAD_TOKEN_KEY], bucket: BUCKET, now: () => NOW_MS });
    const sessions = createSessionTokens({
      keys: [UPLOAD_TOKEN_KEY],
      audience: "wx",
      lifetimeSeconds: 60,
      now: () => NOW_MS,
    });
    const uploadToken = await tokens.issue({ ...grant, expiresSeconds: NOW_MS / 1000 + 60 });
    const { token } = await sessions.issue("li");
    const cursor = await cursors.issue(START, "li");
    for (const wrong of [uploadToken, token])
      await expect(cursors.verify(wrong, "li")).rejects.toMatchObject(rejection);
    await expect(tokens.verify(cursor, "li")).rejects.toMatchObject({ code: "invalid_upload_token" });
    await expect(sessions.verify(cursor)).rejects.toMatchObject({ code: "invalid_token" });
  });

  test.each<[what: string, alter: (jwt: SignJWT) => SignJWT, header: object]>([
    ["no typ", (jwt) => jwt, { typ: undefined }],
    ["no aud", (jwt) => jwt.setAudience([]), {}],
    ["another bucket's aud", (jwt) => jwt.setAudience("wx-cos-upload/uploads/other-1250000000"), {}],
    ["another iss", (jwt) => jwt.setIssuer("another"), {}],
    ["alg HS512", (jwt) => jwt, { alg: "HS512" }],
    ["an unknown kid", (jwt) => jwt, { kid: "0" }],
  ])("%s is rejected", async (_, alter, header) => {
    const good = await cursors.issue(START, "li");
    const { kid } = JSON.parse(Buffer.from(good.split(".")[0] ?? "", "base64url").toString());
    const jwt = new SignJWT({ ...START })
      .setIssuer("wx-cos-upload")
      .setAudience(`wx-cos-upload/uploads/${BUCKET}`)
      .setSubject("li")
      .setExpirationTime(Math.floor(NOW_MS / 1000) + 60)
      .setProtectedHeader({ alg: "HS256", typ: "cursor+jwt", kid, ...header });
    const sign = (token: SignJWT) => token.sign(new TextEncoder().encode(UPLOAD_TOKEN_KEY));
    if (Object.keys(header).length === 0) expect(await cursors.verify(await sign(jwt), "li")).toBeDefined();
    await expect(cursors.verify(await sign(alter(jwt)), "li")).rejects.toMatchObject(rejection);
  });
});
