import { postPolicyResponse } from "@wx-cos-upload/contract";
import { signPostPolicy } from "@wx-cos-upload/cos-signature";
import request from "supertest";
import { BUCKET, CREDENTIALS, createTestApp, HOST, KEY, KEY_TIME, NOW_SECONDS } from "../support/test-app.ts";

const decode = (policy: string) => Buffer.from(policy, "base64").toString();
const common = [{ "q-sign-algorithm": "sha1" }, { "q-ak": CREDENTIALS.secretId }, { "q-sign-time": KEY_TIME }];

describe("GET /post-policy", () => {
  test("ext alone – pins bucket, key, the three required conditions and a range, and leaves the type open", async () => {
    const { body, status } = await request(createTestApp().app).get("/post-policy?ext=jpg");
    expect(status).toBe(200);
    expect(JSON.parse(decode(body.policy))).toEqual({
      expiration: new Date((NOW_SECONDS + 900) * 1000).toISOString(),
      conditions: [{ bucket: BUCKET }, { key: KEY }, ...common, ["content-length-range", 1, 20_971_520]],
    });
    expect(body).toMatchObject({
      cosHost: HOST,
      cosKey: KEY,
      uploadUrl: `https://${HOST}/`,
      objectUrl: `https://${HOST}/${KEY}`,
      qSignAlgorithm: "sha1",
      qAk: CREDENTIALS.secretId,
      qKeyTime: KEY_TIME,
      qSignature: signPostPolicy(decode(body.policy), CREDENTIALS.secretKey, KEY_TIME).signature,
      maxBytes: 20_971_520,
      expiresInSeconds: 900,
    });
    expect(postPolicyResponse.parse(body)).toEqual(body);
  });

  test("with size – pins exactly that size, the type, the ACL and not to overwrite", async () => {
    const { body } = await request(createTestApp().app).get("/post-policy?ext=mp4&size=4096");
    expect(JSON.parse(decode(body.policy)).conditions).toEqual([
      { bucket: BUCKET },
      { key: KEY.replace("jpg", "mp4") },
      { "Content-Type": "video/mp4" },
      { acl: "default" },
      { "x-cos-forbid-overwrite": "true" },
      ...common,
      ["content-length-range", 4096, 4096],
    ]);
  });

  test.each(["ext=jpg", "ext=jpg&size=4096"])("%s – formData holds what every condition asks for", async (query) => {
    const { body } = await request(createTestApp().app).get(`/post-policy?${query}`);
    for (const condition of JSON.parse(decode(body.policy)).conditions) {
      if (Array.isArray(condition) || "bucket" in condition) continue;
      const [[name, value]] = Object.entries(condition) as [[string, string]];
      expect(body.formData[name === "q-sign-time" ? "q-key-time" : name]).toBe(value);
    }
    expect(body.formData).toMatchObject({
      policy: body.policy,
      "q-signature": body.qSignature,
      success_action_status: "200",
    });
  });

  test("temporary credentials – their token is a form field", async () => {
    const { app } = createTestApp({ credentials: { ...CREDENTIALS, securityToken: "tok/en+==" } });
    const { body } = await request(app).get("/post-policy?ext=jpg");
    expect([body.securityToken, body.formData["x-cos-security-token"]]).toEqual(["tok/en+==", "tok/en+=="]);
  });

  test("md5 is no field of a form upload's query", async () => {
    const { body, status } = await request(createTestApp().app).get(
      "/post-policy?ext=jpg&md5=CY9rzUYh03PK3k6DJie09g==",
    );
    expect([status, body.code, body.field]).toEqual([400, "unknown_field", "md5"]);
  });
});

describe("POST /post-policy/batch", () => {
  test("responds in the order of the files", async () => {
    const files = [
      { ext: "png", size: 1 },
      { ext: "mov", size: 2 },
    ];
    const { body } = await request(createTestApp().app).post("/post-policy/batch").send({ files });
    for (const upload of body.uploads) expect(postPolicyResponse.parse(upload)).toEqual(upload);
    expect(body.uploads.map((upload: { contentType: string }) => upload.contentType)).toEqual([
      "image/png",
      "video/quicktime",
    ]);
  });
});
