import { randomUUID } from "node:crypto";
import { LOCAL_COS_DEFAULTS, parseCamPolicy } from "@wx-cos-upload/local-cloud/cos";
import { createLoginCode } from "@wx-cos-upload/local-cloud/wechat";
import { createMultipart } from "@wx-cos-upload/miniprogram/multipart";
import { createUploader, UploadError } from "@wx-cos-upload/miniprogram/uploader";
import { createUploadsClient } from "@wx-cos-upload/miniprogram/uploads";
import { createWechatLogin } from "@wx-cos-upload/miniprogram/wechat-login";
import { createLoginPlatform, createWechatPlatform } from "@wx-cos-upload/miniprogram/wechat-platform";
import { fixedCredentials } from "@wx-cos-upload/server";
import { createLocalJWKSet, decodeJwt, jwtVerify } from "jose";
import sharp from "sharp";
import { complete, putParts, startUpload } from "../clients/multipart.ts";
import { createUser, logIn, type StackUser } from "../clients/stored-uploads.ts";
import { sampleBytes, writeSample } from "../stack/sample-files.ts";
import { type LoginStack, startLoginStack } from "../stack/start-login-stack.ts";
import { type Stack, startStack } from "../stack/start-stack.ts";
import { createNodeWechat } from "../wechat/node-wechat.ts";

const PHOTO = sampleBytes("jpg", 2_000, "after the upload");
const RANDOM = "000102030405060708090a0b0c0d0e0f";

describe("with a login", () => {
  let stack: LoginStack;
  let li: StackUser;
  let zhao: StackUser;
  beforeAll(async () => {
    stack = await startLoginStack({ deleteRejected: true });
    li = await logIn(stack, "li");
    zhao = await logIn(stack, "zhao");
  });
  afterEach(() => stack.emptyBucket());
  afterAll(() => stack.close());

  const missingKey = (device: string) => `${stack.folderOf(device)}20261123/20261123120506-${RANDOM}.jpg`;
  const proofOf = async (user: StackUser, key: string) => {
    const [upload] = await user.confirm([key]);
    if (upload?.status !== "stored" || upload.proof === undefined) throw new Error("no proof");
    return upload.proof;
  };

  test("confirm reports each upload as COS does, in order", async () => {
    const key = await li.upload("jpg", PHOTO);
    const uploads = await li.confirm([missingKey("li"), key]);
    expect(uploads).toEqual([
      { cosKey: missingKey("li"), status: "missing" },
      {
        cosKey: key,
        status: "stored",
        bytes: PHOTO.length,
        contentType: "image/jpeg",
        etag: expect.stringMatching(/^[0-9a-f]{32}$/),
        crc64: expect.stringMatching(/^[0-9]+$/),
        storedAt: Math.floor(stack.clock.nowMs / 1000),
        proof: expect.any(String),
      },
    ]);
  });

  test("a COS that does not say leaves a key unknown, never missing and never stored", async () => {
    const keys = await Promise.all(Array.from({ length: 4 }, () => li.upload("jpg", PHOTO)));
    stack.localCos.failNext({ operation: "HeadObject", status: 403, code: "AccessDenied" });
    const [first] = await li.confirm(keys.slice(0, 1));
    expect(first).toEqual({ cosKey: keys[0], status: "unknown" });
    for (let attempt = 1; attempt <= 3; attempt += 1) stack.localCos.failNext({ operation: "HeadObject", status: 500 });
    expect((await li.confirm(keys.slice(1, 2)))[0]?.status).toBe("unknown");
    for (let attempt = 1; attempt <= 3; attempt += 1)
      stack.localCos.failNext({ operation: "HeadObject", cutAfterBytes: 0 });
    expect((await li.confirm(keys.slice(2, 3)))[0]?.status).toBe("unknown");
    stack.localCos.failNext({ operation: "HeadObject", status: 404, code: "NoSuchKey" });
    expect((await li.confirm(keys.slice(3)))[0]?.status).toBe("stored");
  });

  test("an object that breaks the rules is rejected and deleted", async () => {
    const [good, type, size] = await Promise.all([
      li.upload("jpg", PHOTO, { isBound: false, contentType: "image/jpeg; charset=x" }),
      li.upload("jpg", PHOTO, { isBound: false, contentType: "text/html" }),
      li.upload("jpg", Buffer.alloc(256 * 1024 + 1), { isBound: false, contentType: "image/jpeg" }),
    ]);
    const uploads = await li.confirm([good, type, size]);
    expect(uploads.map(({ status }) => status)).toEqual(["stored", "rejected", "rejected"]);
    expect(await stack.bucket.keys()).toEqual([good]);
  });

  test("an object that breaks a later rule is rejected, but after a day it is not deleted", async () => {
    const key = await li.upload("jpg", Buffer.alloc(256 * 1024 + 1), { isBound: false, contentType: "image/jpeg" });
    stack.clock.nowMs += 2 * 86_400_000;
    try {
      const later = await logIn(stack, "li");
      expect((await later.confirm([key]))[0]?.status).toBe("rejected");
      expect(await stack.bucket.keys()).toEqual([key]);
    } finally {
      stack.clock.nowMs -= 2 * 86_400_000;
    }
  });

  test("a proof says what COS holds, and whose it is", async () => {
    const key = await li.upload("jpg", PHOTO);
    const proof = await proofOf(li, key);
    const { payload, protectedHeader } = await jwtVerify(proof, createLocalJWKSet(await li.keySet()), {
      algorithms: ["ES256"],
      typ: "upload-proof+jwt",
      issuer: "wx-cos-upload",
      audience: "wx-cos-upload/proof/examplebucket-1250000000",
      currentDate: new Date(stack.clock.nowMs),
    });
    const now = Math.floor(stack.clock.nowMs / 1000);
    expect(protectedHeader.kid).toBe((await li.keySet()).keys[0]?.kid);
    expect(payload).toMatchObject({
      sub: stack.folderOf("li").split("/")[1],
      cosKey: key,
      bytes: PHOTO.length,
      contentType: "image/jpeg",
      bucket: "examplebucket-1250000000",
      iat: now - 60,
      nbf: now - 60,
      exp: now + 3_600,
    });
  });

  test("the key set holds public members only, and can be cached", async () => {
    const { headers, body } = await createUser(stack.serverUrl).get("/.well-known/jwks.json");
    expect(Object.keys(body)).toEqual(["keys"]);
    const { keys } = await li.keySet();
    expect(keys.map((key) => Object.keys(key).sort())).toEqual([["alg", "crv", "kid", "kty", "use", "x", "y"]]);
    expect(headers.get("cache-control")).toBe("public, max-age=300");
  });

  test("a download URL reads the object, and no other", async () => {
    const [key, other] = [await li.upload("jpg", PHOTO), await li.upload("jpg", PHOTO)];
    const { downloads, expiresInSeconds, expiresAt } = await li.download([key]);
    const [{ url } = { url: "" }] = downloads;
    const response = await fetch(url);
    expect(Buffer.from(await response.arrayBuffer()).equals(PHOTO)).toBe(true);
    expect(expiresInSeconds).toBeGreaterThanOrEqual(300);
    expect(expiresAt).toBe(Math.floor(stack.clock.nowMs / 1000) + expiresInSeconds);
    expect((await fetch(url.replace(key, other))).status).toBe(403);
    expect((await fetch(url, { method: "DELETE" })).ok).toBe(false);
    expect(await stack.bucket.keys()).toContain(key);
  });

  test("a download URL serves the type of the extension, and its holder cannot turn a photo into a page", async () => {
    const page = Buffer.from("<script>alert(document.domain)</script>");
    const { downloads } = await li.download([await li.upload("jpg", page)]);
    const [{ url } = { url: "" }] = downloads;
    expect((await fetch(url)).headers.get("content-type")).toBe("image/jpeg");
    const asPage = "response-content-type=text%2Fhtml";
    for (const altered of [
      `${url}&${asPage}`,
      url.replace("?", `?${asPage}&`),
      url.replace(/response-content-type=[^&]*/, asPage),
      url.replace(/response-content-type=[^&]*/, ""),
    ]) {
      const response = await fetch(altered);
      expect([altered, response.status]).toEqual([altered, 403]);
    }
  });

  test("a file name makes browsers save the object under it", async () => {
    const { downloads } = await li.download([await li.upload("jpg", PHOTO)], { filename: '照片 "1".jpg' });
    const [{ url } = { url: "" }] = downloads;
    const disposition = `attachment; filename="__ _1_.jpg"; filename*=UTF-8''%E7%85%A7%E7%89%87%20%221%22.jpg`;
    expect((await fetch(url)).headers.get("content-disposition")).toBe(disposition);
    expect((await fetch(url.replace("attachment", "inline"))).status).toBe(403);
  });

  test("a thumbnail has the width that was signed, and no other", async () => {
    const image = await sharp({ create: { width: 640, height: 480, channels: 3, background: "red" } })
      .jpeg()
      .toBuffer();
    const key = await li.upload("jpg", image);
    const { downloads } = await li.download([key], { thumbnailWidth: 64 });
    const [{ thumbnailUrl = "" } = {}] = downloads;
    const { width } = await sharp(Buffer.from(await (await fetch(thumbnailUrl)).arrayBuffer())).metadata();
    expect(width).toBe(64);
    expect((await fetch(thumbnailUrl.replace("%2F64x", "%2F640x"))).status).toBe(403);
    expect((await fetch(thumbnailUrl.replace(/imageMogr2[^&]*&/, ""))).status).toBe(403);
  });

  test("the same object has the same URLs for minutes, with at least half of their life left", async () => {
    const image = await sharp({ create: { width: 64, height: 48, channels: 3, background: "red" } })
      .jpeg()
      .toBuffer();
    await li.upload("jpg", image);
    const start = stack.clock.nowMs;
    const urls = new Set<string>();
    try {
      for (let second = 0; second < 300; second += 20) {
        stack.clock.nowMs = start + second * 1000;
        const { uploads, expiresInSeconds } = await li.list();
        urls.add(`${uploads[0]?.url} ${uploads[0]?.thumbnailUrl}`);
        expect(expiresInSeconds).toBeGreaterThanOrEqual(300);
        expect(expiresInSeconds).toBeLessThanOrEqual(600);
      }
    } finally {
      stack.clock.nowMs = start;
    }
    expect(urls.size).toBeLessThanOrEqual(2);
  });

  test("the list has one's own uploads, newest first, page by page", async () => {
    const keys: string[] = [];
    const start = stack.clock.nowMs;
    try {
      for (let upload = 0; upload < 5; upload += 1) {
        stack.clock.nowMs += 1_000;
        keys.unshift(await li.upload("jpg", PHOTO));
        await zhao.upload("jpg", PHOTO);
      }
      const first = await li.list("?limit=2");
      const second = await li.list(`?limit=2&cursor=${first.cursor}`);
      const third = await li.list(`?limit=2&cursor=${second.cursor}`);
      const pages = [first, second, third];
      expect(pages.flatMap(({ uploads }) => uploads.map(({ cosKey }) => cosKey))).toEqual(keys);
      expect(third.cursor).toBeUndefined();
      expect(first.uploads[0]).toMatchObject({ bytes: PHOTO.length, contentType: "image/jpeg" });
      expect(Buffer.from(await (await fetch(first.uploads[0]?.url ?? "")).arrayBuffer()).equals(PHOTO)).toBe(true);
    } finally {
      stack.clock.nowMs = start;
    }
  });

  test("deleting reports what COS did with each key", async () => {
    const keys = await Promise.all(Array.from({ length: 3 }, () => li.upload("jpg", PHOTO)));
    const gone = missingKey("li");
    const { downloads } = await li.download(keys);
    expect(await li.delete([...keys, gone])).toEqual({ deleted: [...keys, gone], failed: [] });
    expect(await stack.bucket.keys()).toEqual([]);
    expect((await li.list()).uploads).toEqual([]);
    expect((await fetch(downloads[0]?.url ?? "")).status).toBe(404);
  });

  test("the routes accept 20 and 50 keys, not one more", async () => {
    const keys = Array.from({ length: 51 }, (_, index) =>
      missingKey("li").replace("0001", String(index).padStart(4, "0")),
    );
    for (const [path, max] of [
      ["/uploads/confirm", 20],
      ["/downloads", 50],
      ["/uploads/delete", 50],
    ] as const) {
      expect((await li.post(path, { keys: keys.slice(0, max) })).status).toBe(200);
      const { status, body } = await li.post(path, { keys: keys.slice(0, max + 1) });
      expect([status, body["code"], body["field"]]).toEqual([400, "invalid_keys", "keys"]);
    }
  });

  describe("the mini program's client", () => {
    /** A phone of its own, which logs in with the code of a device. */
    function phoneOf(device: string) {
      const loginCode = () => createLoginCode(device, stack.clock.nowMs, randomUUID());
      const wechat = createNodeWechat({}, { loginCode });
      const { serverUrl } = stack;
      const authorize = createWechatLogin({ serverUrl, platform: createLoginPlatform(wechat) });
      return { wechat, options: { serverUrl, authorize, platform: createWechatPlatform(wechat) } };
    }
    function clientOf(device: string) {
      const { wechat, options } = phoneOf(device);
      return { wechat, client: createUploadsClient(options) };
    }

    test("an uploader that confirms has the proof of each upload, by form, PUT and in parts", async () => {
      const { wechat, options } = phoneOf("li");
      const uploader = createUploader({ ...options, confirm: true, multipart: createMultipart() });
      const files = await Promise.all(
        ["0.jpg", "1.jpg", "2.jpg", "3.jpg", "4.jpg", "video.mp4"].map(async (name) => ({
          filePath: await writeSample(
            stack.directory,
            name,
            sampleBytes(name.endsWith("mp4") ? "mp4" : "jpg", 3_000, name),
          ),
        })),
      );
      const [put, ...rest] = files;
      if (put === undefined) throw new Error("no file");
      const tasks = [
        uploader.upload(put, { method: "put" }),
        ...rest.map((file) => uploader.upload(file, file.filePath.endsWith("mp4") ? { method: "multipart" } : {})),
      ];
      const results = await Promise.all(tasks.map(({ result }) => result));
      expect(results.map(({ method }) => method)).toEqual(["put", "post", "post", "post", "post", "multipart"]);
      for (const { objectKey, bytes, contentType, confirmed, proof = "" } of results) {
        const { payload } = await jwtVerify(proof, createLocalJWKSet(await li.keySet()), {
          typ: "upload-proof+jwt",
          currentDate: new Date(stack.clock.nowMs),
        });
        expect([confirmed, payload["cosKey"], payload["bytes"]]).toEqual([true, objectKey, bytes]);
        expect([payload["contentType"], payload.sub]).toEqual([contentType, stack.folderOf("li").split("/")[1]]);
      }
      // Five files, and the one in parts needs none.
      const confirmations = wechat.urls.filter((url) => url.endsWith("/uploads/confirm"));
      expect(confirmations.length).toBeGreaterThanOrEqual(1);
      expect(confirmations.length).toBeLessThanOrEqual(5);
    });

    test("an upload whose network breaks before its confirmation is done, and gets its proof by retryConfirm", async () => {
      const { wechat, options } = phoneOf("li");
      const { platform } = options;
      let isBroken = true;
      const uploader = createUploader({
        ...options,
        confirm: true,
        retry: { maxAttempts: 1 },
        platform: {
          ...platform,
          request(scope, request) {
            wechat.setOnline(!(isBroken && request.url.endsWith("/uploads/confirm")));
            return platform.request(scope, request);
          },
        },
      });
      const task = uploader.upload({ filePath: await writeSample(stack.directory, "later.jpg", PHOTO) });
      const { objectKey, ...first } = await task.result;
      expect(first).toMatchObject({ confirmed: false, confirmError: { code: "network", stage: "confirm" } });
      expect(await stack.bucket.keys()).toEqual([objectKey]);
      expect(await uploader.retryConfirm()).toEqual([task]);
      isBroken = false;
      expect(await uploader.retryConfirm()).toEqual([]);
      const { confirmed, proof = "" } = await task.result;
      expect([confirmed, decodeJwt(proof)["cosKey"]]).toEqual([true, objectKey]);
    });

    test("confirms, lists, reads and deletes", async () => {
      const keys: string[] = [];
      for (let upload = 0; upload < 21; upload += 1) keys.push(await li.upload("jpg", PHOTO));
      const { client } = clientOf("li");
      const confirmed = await client.confirm(keys);
      expect(confirmed.map(({ cosKey, status }) => [cosKey, status])).toEqual(keys.map((key) => [key, "stored"]));
      expect(confirmed.every((upload) => upload.status === "stored" && upload.proof !== undefined)).toBe(true);
      const first = await client.list({ limit: 20 });
      const last = await client.list({ cursor: first.cursor });
      const listed = [...first.uploads, ...last.uploads];
      expect([listed.map(({ cosKey }) => cosKey).sort(), last.cursor]).toEqual([[...keys].sort(), undefined]);
      const [key = "", ...others] = keys;
      const { downloads, expiresInSeconds } = await client.downloads([key], {
        filename: "photo.jpg",
        thumbnailWidth: 64,
      });
      const response = await fetch(downloads[0]?.url ?? "");
      expect(Buffer.from(await response.arrayBuffer()).equals(PHOTO)).toBe(true);
      expect(response.headers.get("content-disposition")).toContain("photo.jpg");
      expect(expiresInSeconds).toBeGreaterThanOrEqual(299);
      expect(await client.delete(keys)).toEqual({ deleted: keys, failed: [] });
      expect((await client.confirm(others.slice(0, 1)))[0]).toEqual({ cosKey: others[0], status: "missing" });
      expect(await stack.bucket.keys()).toEqual([]);
    });

    test("logs in again once when its token has become invalid, and cannot reach another user's uploads", async () => {
      const { client, wechat } = clientOf("zhao");
      const key = await li.upload("jpg", PHOTO);
      expect((await client.list()).uploads).toEqual([]);
      const error: unknown = await client.delete([key]).catch((failure: unknown) => failure);
      expect(error).toBeInstanceOf(UploadError);
      expect(error).toMatchObject({ code: "sign_refused", remoteCode: "not_your_key", status: 422 });
      expect(await stack.bucket.keys()).toEqual([key]);
      expect(wechat.urls.filter((url) => url.endsWith("/login"))).toHaveLength(1);
      stack.endSessions();
      expect((await client.list()).uploads).toEqual([]);
      expect(wechat.urls.filter((url) => url.endsWith("/login"))).toHaveLength(2);
      [li, zhao] = [await logIn(stack, "li"), await logIn(stack, "zhao")];
    });
  });

  describe("the keys of others", () => {
    const good = () => `${stack.folderOf("li")}20261123/20261123120506-${RANDOM}.jpg`;
    const zhaos = () => `${stack.folderOf("zhao")}20261123/20261123120506-${RANDOM}.jpg`;
    const strangers: ReadonlyArray<readonly [what: string, keyOf: () => string]> = [
      ["another user's key", zhaos],
      ["a key without a folder", () => `uploads/20261123/20261123120506-${RANDOM}.jpg`],
      ["..", () => good().replace(stack.folderOf("li"), `${stack.folderOf("li")}../${zhaos().split("/")[1]}/`)],
      ["an encoded ..", () => good().replace("/2026", "/%2e%2e/2026")],
      [".", () => good().replace("/2026", "/./2026")],
      ["two slashes", () => good().replace("/2026", "//2026")],
      ["a query", () => `${good()}?acl`],
      ["a fragment", () => `${good()}#`],
      ["a backslash", () => good().replace("/2026", "\\2026")],
      ["a NUL", () => `${good()}\0`],
      ["a lone surrogate", () => `${good()}\ud800`],
      ["another prefix", () => good().replace("uploads", "private")],
      ["another bucket", () => `other-1250000000/${good()}`],
      ["the folder itself", () => stack.folderOf("li")],
    ];

    test.each(strangers)("%s: rejected by every route, and COS receives nothing", async (_, keyOf) => {
      await stack.emptyBucket();
      for (const path of ["/uploads/confirm", "/downloads", "/uploads/delete"]) {
        const { status, body } = await li.post(path, { keys: [good(), keyOf()] });
        expect([status, body["code"], body["field"]]).toEqual([422, "not_your_key", "keys[1]"]);
        expect(JSON.stringify(body)).not.toContain("q-signature");
      }
      expect(stack.localCos.requests()).toEqual([]);
    });

    test("a cursor of another user, a changed one, and a token of another kind are rejected", async () => {
      for (let upload = 0; upload < 2; upload += 1) await zhao.upload("jpg", PHOTO);
      const { cursor = "" } = await zhao.list("?limit=1");
      const proof = await proofOf(li, await li.upload("jpg", PHOTO));
      await stack.emptyBucket();
      for (const wrong of [cursor, `${cursor}x`, "x", proof, li.token ?? ""]) {
        const { status, body } = await li.get(`/uploads?cursor=${wrong}`);
        expect([status, body["code"], body["field"]]).toEqual([400, "invalid_cursor", "cursor"]);
      }
      expect(stack.localCos.requests()).toEqual([]);
    });

    test("a cursor and a proof are no login", async () => {
      for (let upload = 0; upload < 2; upload += 1) await li.upload("jpg", PHOTO);
      const { cursor, uploads } = await li.list("?limit=1");
      const proof = await proofOf(li, uploads[0]?.cosKey ?? "");
      for (const token of [cursor, proof]) {
        expect((await createUser(stack.serverUrl, token).get("/uploads")).status).toBe(401);
      }
    });

    test("no route works without a login", async () => {
      const nobody = createUser(stack.serverUrl);
      const statuses = [
        ...(await Promise.all(
          ["/uploads/confirm", "/downloads", "/uploads/delete"].map((path) => nobody.post(path, { keys: [good()] })),
        )),
        await nobody.get("/uploads"),
      ].map(({ status, body }) => [status, body["code"]]);
      expect(statuses).toEqual(Array.from({ length: 4 }, () => [401, "login_required"]));
    });
  });
});

describe("without a login", () => {
  let stack: Stack;
  let anybody: StackUser;
  beforeAll(async () => {
    stack = await startStack();
    anybody = createUser(stack.serverUrl);
  });
  afterAll(() => stack.close());

  test("a known key can be confirmed and read", async () => {
    const key = await anybody.upload("jpg", PHOTO);
    expect(await anybody.confirm([key])).toMatchObject([{ status: "stored", proof: expect.any(String) }]);
    const [{ url } = { url: "" }] = (await anybody.download([key])).downloads;
    expect((await fetch(url)).status).toBe(200);
  });

  test("a completed upload in parts has a proof too", async () => {
    const video = sampleBytes("mp4", 3_000, "in parts");
    const upload = await startUpload(stack.serverUrl, { ext: "mp4", size: video.length });
    await putParts(stack.serverUrl, upload, video);
    const { proof = "" } = await complete(stack.serverUrl, upload.uploadToken);
    expect(decodeJwt(proof)).toMatchObject({ cosKey: upload.cosKey, bytes: video.length, contentType: "video/mp4" });
  });

  test("nobody can list or delete", async () => {
    const key = await anybody.upload("jpg", PHOTO);
    const responses = [await anybody.get("/uploads"), await anybody.post("/uploads/delete", { keys: [key] })];
    expect(responses.map(({ status, body }) => [status, body["code"]])).toEqual([
      [401, "login_required"],
      [401, "login_required"],
    ]);
    expect(await stack.bucket.keys()).toContain(key);
  });

  test("a key in a user's folder is nobody's", async () => {
    const key = `uploads/li/20261123/20261123120506-${RANDOM}.jpg`;
    const { status, body } = await anybody.post("/downloads", { keys: [key] });
    expect([status, body["code"]]).toEqual([422, "not_your_key"]);
  });
});

test("COS denies the deletion of 3 of 50 keys: 47 are deleted, and 3 are still there", async () => {
  const ALL = "qcs::cos:ap-guangzhou:uid/1250000000:examplebucket-1250000000/";
  const keys = { secretId: "AKIDservice", secretKey: "the-service-key-of-this-test" };
  const policy = parseCamPolicy(
    JSON.stringify({
      version: "2.0",
      statement: [
        { effect: "allow", action: ["name/cos:*"], resource: [`${ALL}*`] },
        { effect: "deny", action: ["name/cos:DeleteObject"], resource: [`${ALL}*.png`] },
      ],
    }),
  );
  const stack = await startStack({
    serviceCredentials: fixedCredentials(keys),
    findCredentials: (secretId) =>
      secretId === keys.secretId ? { ...keys, policies: [policy] } : LOCAL_COS_DEFAULTS.credentials,
    login: { authenticator: () => "li" },
    logFailure: () => {},
  });
  try {
    const all = Array.from({ length: 50 }, (_, index) => {
      const digits = String(index).padStart(32, "0");
      return `uploads/li/20261123/20261123120506-${digits}.${index % 17 === 15 ? "png" : "jpg"}`;
    });
    // The first is gone already, which counts as deleted.
    await stack.localCos.seed(Object.fromEntries(all.slice(1).map((key) => [key, "x"])));
    const { deleted, failed } = await createUser(stack.serverUrl).delete(all);
    const kept = all.filter((key) => key.endsWith(".png"));
    expect(kept).toHaveLength(3);
    expect(failed).toEqual(kept.map((cosKey) => ({ cosKey, code: "cos_refused" })));
    expect(deleted).toEqual(all.filter((key) => !kept.includes(key)));
    expect(await stack.bucket.keys()).toEqual(kept);
  } finally {
    await stack.close();
  }
});
