import { putSignResponse } from "@wx-cos-upload/contract";
import { authorize } from "@wx-cos-upload/cos-signature";
import request from "supertest";
import { CREDENTIALS, createTestApp, HOST, KEY, KEY_TIME, NOW_SECONDS } from "../support/test-app.ts";

const MD5 = "CY9rzUYh03PK3k6DJie09g==";
const signed = (headers: ReadonlyArray<readonly [string, string]>) =>
  authorize({ method: "PUT", pathname: `/${KEY}`, headers, keyTime: KEY_TIME, credentials: CREDENTIALS }).authorization;

describe("GET /put-sign", () => {
  test("ext alone – signs host only, as the guide's client needs it", async () => {
    const { app } = createTestApp();
    const { body, status, headers } = await request(app).get("/put-sign?ext=jpg");
    const authorization = signed([["host", HOST]]);
    expect(status).toBe(200);
    expect(body).toEqual({
      cosHost: HOST,
      cosKey: KEY,
      authorization,
      uploadUrl: `https://${HOST}/${KEY}`,
      objectUrl: `https://${HOST}/${KEY}`,
      headers: { "Content-Type": "image/jpeg", Authorization: authorization },
      contentType: "image/jpeg",
      maxBytes: 20_971_520,
      expiresAt: NOW_SECONDS + 900,
      expiresInSeconds: 900,
    });
    expect(putSignResponse.parse(body)).toEqual(body);
    expect(headers["cache-control"]).toBe("no-store");
    expect(headers["content-type"]).toBe("application/json; charset=utf-8");
  });

  test("with size – binds the length, the type, the ACL and not to overwrite", async () => {
    const { body } = await request(createTestApp().app).get("/put-sign?ext=jpg&size=1024");
    const bound = [
      ["Content-Type", "image/jpeg"],
      ["x-cos-acl", "default"],
      ["x-cos-forbid-overwrite", "true"],
    ] as const;
    expect(body.authorization).toBe(signed([["host", HOST], ["content-length", "1024"], ...bound]));
    expect(body.headers).toEqual({ ...Object.fromEntries(bound), Authorization: body.authorization });
  });

  test("with size and md5 – binds the content too", async () => {
    const { body } = await request(createTestApp().app).get("/put-sign").query({ ext: "jpg", size: 1024, md5: MD5 });
    expect(body.authorization).toContain(
      "q-header-list=content-length;content-md5;content-type;host;x-cos-acl;x-cos-forbid-overwrite&",
    );
    expect(body.headers["Content-MD5"]).toBe(MD5);
  });

  test("with md5 alone – binds all but the length", async () => {
    const { body } = await request(createTestApp().app).get(`/put-sign?ext=jpg&md5=${MD5}`);
    expect(body.authorization).toContain(
      "q-header-list=content-md5;content-type;host;x-cos-acl;x-cos-forbid-overwrite&",
    );
  });

  test("accepts an MD5 in hex, as phones compute it – and signs it in Base64, as COS expects it", async () => {
    const md5 = Buffer.from(MD5, "base64").toString("hex");
    const { body } = await request(createTestApp().app).get(`/put-sign?ext=jpg&size=1024&md5=${md5}`);
    expect(body.headers["Content-MD5"]).toBe(MD5);
  });

  test("takes an MD5 whose + is not encoded", async () => {
    const { status } = await request(createTestApp().app).get("/put-sign?ext=jpg&size=1&md5=+++rzUYh03PK3k6DJie09g==");
    expect(status).toBe(200);
  });

  test.each([
    "ext=jpg&size=20971520",
    "ext=mp4&size=1073741824",
  ])("%s – as large as may be – is signed", async (query) => {
    expect((await request(createTestApp().app).get(`/put-sign?${query}`)).status).toBe(200);
  });

  test("lower-cases the extension", async () => {
    const { body } = await request(createTestApp().app).get("/put-sign?ext=JPG");
    expect(body.cosKey).toBe(KEY);
  });

  test("gives each request a key of its own", async () => {
    const { app } = createTestApp({
      signerOptions: {
        createObjectKey: (() => {
          let n = 0;
          return () => `k${n++}`;
        })(),
      },
    });
    const keys = await Promise.all(
      [1, 2, 3].map(async () => (await request(app).get("/put-sign?ext=jpg")).body.cosKey),
    );
    expect(new Set(keys).size).toBe(3);
  });

  test("returns the token of temporary credentials as a field and an unsigned header", async () => {
    const { app } = createTestApp({ credentials: { ...CREDENTIALS, securityToken: "tok/en+==" } });
    const { body } = await request(app).get("/put-sign?ext=jpg&size=3");
    expect(body.securityToken).toBe("tok/en+==");
    expect(body.headers["x-cos-security-token"]).toBe("tok/en+==");
    expect(body.authorization).not.toContain("x-cos-security-token");
  });

  test("a local COS – uploadUrl carries its scheme and port", async () => {
    const { app } = createTestApp({ signerOptions: { scheme: "http", host: "127.0.0.1:3001" } });
    const { body } = await request(app).get("/put-sign?ext=jpg");
    expect(body.uploadUrl).toBe(`http://127.0.0.1:3001/${KEY}`);
    expect(body.cosHost).toBe("127.0.0.1:3001");
  });
});

describe("POST /put-sign/batch", () => {
  test("responds in the order of the files", async () => {
    const files = [{ ext: "jpg", size: 1 }, { ext: "mp4", size: 2, md5: MD5 }, { ext: "png" }];
    const { body, status } = await request(createTestApp().app).post("/put-sign/batch").send({ files });
    expect(status).toBe(200);
    expect(body.uploads.map((upload: { contentType: string }) => upload.contentType)).toEqual([
      "image/jpeg",
      "video/mp4",
      "image/png",
    ]);
    for (const upload of body.uploads) expect(putSignResponse.parse(upload)).toEqual(upload);
  });

  test("one bad file – the field names it, and none is signed", async () => {
    const { app, credentialProvider } = createTestApp();
    const files = [
      { ext: "jpg", size: 1 },
      { ext: "exe", size: 1 },
    ];
    const { body, status } = await request(app).post("/put-sign/batch").send({ files });
    expect([status, body.code, body.field]).toEqual([422, "unsupported_extension", "files[1].ext"]);
    expect(credentialProvider).not.toHaveBeenCalled();
  });

  test("20 files are the most", async () => {
    const { app } = createTestApp();
    const files = Array.from({ length: 20 }, () => ({ ext: "jpg", size: 1 }));
    expect((await request(app).post("/put-sign/batch").send({ files })).body.uploads).toHaveLength(20);
    const { status, body } = await request(app)
      .post("/put-sign/batch")
      .send({ files: [...files, files[0]] });
    expect([status, body.code]).toEqual([400, "invalid_batch"]);
  });
});
