import type { IncomingHttpHeaders } from "node:http";
import { LOCAL_COS_DEFAULTS, parseCamPolicy } from "@wx-cos-upload/local-cloud/cos";
import { startLocalWechat } from "@wx-cos-upload/local-cloud/wechat";
import { describeWithRedis, startRedis } from "../../server/test/support/redis-server.ts";
import { createIssuerKey, startJwksServer } from "../../server/test/support/test-issuer.ts";
import { examineBucket, SECRET_ID } from "./support/examination.ts";

const UPLOADS = ["put", "head", "binding", "form", "delete"] as const;

describe("a correctly configured bucket", () => {
  test("passes every check, and is empty afterwards", async () => {
    const { outcomes, of } = await examineBucket({ env: { CORS_ORIGINS: "http://localhost:8080" } });
    expect(outcomes).toEqual({
      bucket: "ok",
      clock: "ok",
      credentials: "note",
      put: "ok",
      head: "ok",
      binding: "ok",
      form: "ok",
      parts: "note",
      delete: "ok",
      cors: "ok",
      redis: "note",
      login: "note",
    });
    expect(of("put")).toMatch(/^uploaded uploads\/doctor\/\d{8}\/\S+\.jpg in \d+ ms/);
    expect(of("binding")).toContain("403 SignatureDoesNotMatch");
    expect(of("delete")).toContain("deleted the test objects (2)");
  });

  test("uploads test objects within the size limits", async () => {
    const { outcomes } = await examineBucket({
      env: { UPLOAD_MAX_BYTES: "3", UPLOAD_EXTENSIONS: "dwg:image/vnd.dwg" },
    });
    expect(UPLOADS.map((check) => outcomes[check])).toEqual(UPLOADS.map(() => "ok"));
  });
});

describe("keys", () => {
  test("with a wrong secret key, PUT and form fail, and checks that depend on PUT are skipped", async () => {
    const { outcomes, of } = await examineBucket({ env: { COS_SECRET_KEY: "the-secret-key-of-another" } });
    expect(UPLOADS.map((check) => outcomes[check])).toEqual(["wrong", "note", "note", "wrong", "note"]);
    for (const check of ["put", "form"] as const) {
      expect(of(check)).toMatch(
        /403 SignatureDoesNotMatch, x-cos-request-id \S+ → check that COS_SECRET_KEY belongs to/,
      );
    }
    expect(of("head")).toContain("not tried, because of: PUT");
    expect(of("delete")).toContain("nothing was uploaded");
  });

  test("names the variable of an unknown key", async () => {
    const { of } = await examineBucket({ env: { COS_SECRET_ID: `${SECRET_ID}x` } });
    expect(of("put")).toMatch(/403 InvalidAccessKeyId.*check COS_SECRET_ID/);
  });
});

describe("temporary credentials", () => {
  test("that can only upload → reports HEAD and DELETE as expected, with the actions and the remaining objects", async () => {
    const { outcomes, of } = await examineBucket({ env: { CREDENTIALS: "federation" } });
    expect(of("credentials")).toMatch(
      /CREDENTIALS=federation returned temporary credentials that expire in (?:7199|7200) s/,
    );
    expect([outcomes["credentials"], ...UPLOADS.map((check) => outcomes[check])]).toEqual([
      ...["ok", "ok", "note", "ok", "ok", "note"],
    ]);
    expect(of("head")).toContain("name/cos:HeadObject is missing");
    expect(of("delete")).toMatch(
      /name\/cos:DeleteObject is missing.*: uploads\/doctor\/\S+\.jpg, uploads\/doctor\/\S+\.jpg$/,
    );
  });

  test("that STS rejects → reports the code and advice, and uploads nothing", async () => {
    const env = { CREDENTIALS: "federation", COS_SECRET_KEY: "the-secret-key-of-another" };
    const { outcomes, of, output } = await examineBucket({ env });
    expect(of("credentials")).toMatch(/STS AuthFailure\.SignatureFailure \(.*→ check that COS_SECRET_KEY/);
    expect(output).not.toContain(env.COS_SECRET_KEY);
    expect([outcomes["credentials"], ...UPLOADS.map((check) => outcomes[check])]).toEqual([
      ...["wrong", "note", "note", "note", "note", "note"],
    ]);
    expect(of("put")).toContain("not tried, because of: credentials");
  });
});

describe("a bucket", () => {
  test("that does not exist in the region → names both variables", async () => {
    const elsewhere = { host: "other-1250000000.cos.ap-beijing.myqcloud.com" };
    const { outcomes, of } = await examineBucket({ alter: { request: (headers) => ({ ...headers, ...elsewhere }) } });
    expect(of("bucket")).toMatch(/404 NoSuchBucket, x-cos-request-id .* COS_BUCKET .* COS_REGION/);
    expect([outcomes["clock"], outcomes["put"], outcomes["cors"]]).toEqual(["ok", "note", "note"]);
  });

  test("that does not respond → reports the network error, and runs the other checks", async () => {
    const { outcomes, of } = await examineBucket({ away: true });
    expect(of("bucket")).toMatch(/does not respond: ECONNREFUSED → nothing listens there/);
    expect(outcomes).toMatchObject({ bucket: "wrong", clock: "note", put: "note", delete: "note", login: "note" });
  });
});

describe("a clock", () => {
  test.each([
    [1200, "1200 s ahead of the bucket's clock: COS rejects every signature", "wrong"],
    [-1200, "1200 s behind the bucket's clock: COS rejects every signature", "wrong"],
    [-600, "600 s behind the bucket's clock: COS still accepts signatures", "ok"],
    [45, "45 s ahead of the bucket's clock: from 60 s on", "ok"],
  ])("%d s ahead → reports the difference, and whether uploads succeed", async (aheadSeconds, said, put) => {
    const { outcomes, of } = await examineBucket({ aheadSeconds });
    // Between the two clocks' readings lies the request itself.
    const seconds = Math.abs(aheadSeconds);
    expect(
      of("clock")
        .replace(String(seconds + 1), String(seconds))
        .replace(String(seconds - 1), String(seconds)),
    ).toContain(said);
    expect([outcomes["clock"], outcomes["put"]]).toEqual(["wrong", put]);
    if (put === "wrong") expect(of("put")).toContain("set this machine's clock");
  });

  test("that cannot be compared → reported as unknown", async () => {
    const { of } = await examineBucket({ alter: { answer: (headers) => ({ ...headers, date: "soon" }) } });
    expect(of("clock")).toContain("the response has no Date");
  });
});

describe("what can be added to a signed PUT", () => {
  const ADDED = ["x-cos-storage-class", "x-cos-copy-source", "x-cos-grant-read", "pic-operations"] as const;
  /** Lets the bucket accept a header, as one with wider rights does: it never sees it. Collects what it was. */
  const accepting = (...names: readonly string[]) => {
    const seen: Record<string, string | readonly string[] | undefined> = {};
    const request = (headers: IncomingHttpHeaders) => {
      for (const name of ADDED) seen[name] ??= headers[name];
      return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
    };
    return { seen, alter: { request } };
  };

  async function bindingOf(options: Parameters<typeof examineBucket>[0]) {
    const { findings, ...rest } = await examineBucket(options);
    const lines = findings
      .filter(({ check }) => check === "binding")
      .map(({ outcome, message }) => `${outcome} ${message}`);
    return { lines, ...rest };
  }

  test("tries header by header, and reports what these keys allow", async () => {
    const { seen, alter } = accepting();
    const { lines, of } = await bindingOf({ alter });
    expect(lines).toEqual([
      expect.stringMatching(
        /^note x-cos-storage-class added to a signed PUT was accepted \(uploads\/doctor\/\S+\.jpg\)/,
      ),
      expect.stringMatching(
        /^wrong x-cos-copy-source added to a signed PUT was accepted \(uploads\/doctor\/\S+\.jpg\)/,
      ),
      expect.stringMatching(/^ok COS rejects x-cos-grant-read .* \(501/),
      expect.stringMatching(/^ok COS rejects Pic-Operations .* \(501/),
      expect.stringMatching(/^ok COS rejects a PUT whose header differs from the signed one/),
    ]);
    expect(seen).toMatchObject({
      "x-cos-storage-class": "STANDARD_IA",
      "x-cos-copy-source": expect.stringMatching(/^127\.0\.0\.1:\d+\/uploads\/doctor\/.*\.jpg$/),
      "x-cos-grant-read": 'id="100000000011"',
      "pic-operations": '{"is_pic_info":1}',
    });
    // What was stored by it is gone already.
    expect(of("delete")).toContain("deleted the test objects (2)");
  });

  test.each([
    {},
    { REQUIRE_SIZE: "true" },
  ])("with the server's own policy (%j), every header is rejected that a policy can forbid", async (env) => {
    const { lines } = await bindingOf({ env: { CREDENTIALS: "federation", ...env } });
    expect(lines).toEqual([
      expect.stringMatching(/^ok COS rejects x-cos-storage-class .* \(403 AccessDenied/),
      expect.stringMatching(/^ok COS rejects x-cos-copy-source .* \(403 AccessDenied/),
      expect.stringMatching(/^ok COS rejects x-cos-grant-read .* \(403 AccessDenied/),
      expect.stringMatching(/^ok COS rejects Pic-Operations .* \(501/),
      expect.stringMatching(/^ok COS rejects a PUT whose header/),
    ]);
  });

  test.each([
    ["x-cos-copy-source", "wrong", "denies name/cos:PutObjectCopy"],
    ["x-cos-grant-read", "wrong", "denies grants"],
    ["pic-operations", "note", "bind CI to a different bucket"],
  ] as const)("%s accepted → %s with advice, and the object is deleted", async (name, outcome, advice) => {
    const { lines, of } = await bindingOf({ env: { REQUIRE_SIZE: "true" }, alter: accepting(name).alter });
    const line = lines.find((text) => text.toLowerCase().includes(`${name} added to`));
    expect(line).toMatch(new RegExp(`^${outcome} .* was accepted`));
    expect(of("binding")).toContain(advice);
    expect(of("delete")).toContain("deleted the test objects (2)");
  });

  test("names the objects that the credentials cannot delete", async () => {
    const { of } = await bindingOf({
      env: { CREDENTIALS: "federation" },
      alter: accepting("x-cos-storage-class").alter,
    });
    const [, left = ""] = /Still in the bucket: (.*)$/.exec(of("delete")) ?? [];
    expect(left.split(", ")).toHaveLength(3);
  });

  test("reports a failure of the bucket, not a rejection", async () => {
    const { lines } = await bindingOf({
      alter: {
        request: (headers) => headers,
        status: (status, headers) => (headers["x-cos-grant-read"] === undefined ? status : 503),
      },
    });
    expect(lines).toContainEqual(expect.stringMatching(/^wrong the bucket responds with 503/));
  });
});

describe("a proxy in between", () => {
  test("that restores a signed header → reported, and its object is deleted", async () => {
    const { outcomes, of } = await examineBucket({
      alter: {
        request: (headers) => ({ ...headers, ...(headers["x-cos-acl"] !== undefined && { "x-cos-acl": "default" }) }),
      },
    });
    expect(of("binding")).toMatch(/was accepted: uploads\/doctor\/\S+\.jpg/);
    expect([outcomes["binding"], outcomes["delete"]]).toEqual(["wrong", "ok"]);
    expect(of("delete")).toContain("(3)");
  });

  test("that changes the object's type → reported", async () => {
    const { of } = await examineBucket({
      alter: {
        answer: (headers, method) => (method === "HEAD" ? { ...headers, "content-type": "text/html" } : headers),
      },
    });
    expect(of("head")).toContain("content-type text/html ≠ image/jpeg");
  });
});

describe("CORS", () => {
  test("names the origins that the bucket does not allow, and the rule to add", async () => {
    const env = { CORS_ORIGINS: "https://www.example.com,http://localhost:8080" };
    const { findings } = await examineBucket({ env });
    const cors = findings.filter(({ check }) => check === "cors");
    expect(cors.map(({ outcome }) => outcome)).toEqual(["wrong", "ok"]);
    expect(cors[0]?.message).toMatch(/^pages of https:\/\/www\.example\.com may not upload: .* 403 AccessForbidden/);
    expect(cors[0]?.advice).toContain("origin https://www.example.com, methods PUT and POST");
  });

  test("names what a rule does not allow", async () => {
    const { of } = await examineBucket({
      env: { CORS_ORIGINS: "*" },
      cos: { corsOrigins: ["*"] },
      alter: {
        answer: (headers) => ({
          ...headers,
          ...(headers["access-control-allow-headers"] !== undefined && {
            "access-control-allow-headers": "content-type,*",
          }),
        }),
      },
    });
    expect(of("cors")).toContain("does not allow authorization");
  });
});

describe("AUTH=wechat", () => {
  const env = {
    AUTH: "wechat",
    WECHAT_APP_ID: "wx0123456789abcdef",
    WECHAT_APP_SECRET: "the-app-secret-of-the-test",
    SESSION_KEYS: "a-session-key-of-the-test-that-is-long-enough",
    OWNER_KEY: "an-owner-key-of-the-test-that-is-long-enough",
  };
  const { WECHAT_APP_ID: appId, WECHAT_APP_SECRET: appSecret } = env;

  test.each([
    ["that are WeChat's", { appId, appSecret }, "ok", `WeChat knows ${appId}`],
    ["with another's secret", { appId, appSecret: "another" }, "wrong", "40125) → copy WECHAT_APP_SECRET again"],
    ["with an unknown AppID", { appId: "wx1", appSecret }, "wrong", "40013) → copy WECHAT_APP_ID again"],
    ["while WeChat is busy", { appId, appSecret, fault: () => "busy" as const }, "wrong", "did not confirm the AppID"],
  ])("AppID and secret %s → reported", async (_what, options, outcome, said) => {
    const wechat = await startLocalWechat(options);
    const { outcomes, of, output } = await examineBucket({ env, code2SessionUrl: wechat.url });
    await wechat.close();
    expect([outcomes["login"], of("login")]).toEqual([outcome, expect.stringContaining(said)]);
    for (const secret of [appSecret, env.SESSION_KEYS, env.OWNER_KEY]) expect(output).not.toContain(secret);
  });
});

describe("AUTH=jwt", () => {
  test.each([
    ["with a key of the algorithm", "RS256", "ok", "has a key for RS256"],
    ["with none of it", "ES256", "wrong", "has no key for ES256 → set JWT_ALGORITHM"],
  ])("a key set %s → reported", async (_what, algorithm, outcome, said) => {
    const [first, second] = await Promise.all([createIssuerKey("one"), createIssuerKey("two")]);
    const jwks = await startJwksServer([first.jwk, second.jwk]);
    const env = jwtEnvironment(jwks.url, algorithm);
    const { outcomes, of } = await examineBucket({ env });
    await jwks.close();
    expect([outcomes["login"], of("login")]).toEqual([outcome, expect.stringContaining(said)]);
  });

  test("reports why a key set is unavailable", async () => {
    const { of } = await examineBucket({ env: jwtEnvironment("http://127.0.0.1:9/jwks.json", "RS256") });
    expect(of("login")).toMatch(/returns no key set: .+ → compare JWT_JWKS_URL/);
  });

  function jwtEnvironment(url: string, algorithm: string) {
    return {
      AUTH: "jwt",
      JWT_ISSUER: "https://login.example.com/",
      JWT_AUDIENCE: "uploads",
      JWT_JWKS_URL: url,
      JWT_ALGORITHM: algorithm,
      OWNER_KEY: "an-owner-key-of-the-test-that-is-long-enough",
    };
  }
});

describeWithRedis("Redis", () => {
  test("reports a Redis that responds, and why another is unavailable", async () => {
    const redis = await startRedis();
    const env = { REDIS_URL: redis.url.replace("redis://", "redis://:a-password-of-the-test@") };
    const there = await examineBucket({ env: { REDIS_URL: redis.url } });
    await redis.kill();
    const away = await examineBucket({ env });
    await redis.start();
    await redis.close();
    expect([there.outcomes["redis"], away.outcomes["redis"]]).toEqual(["ok", "wrong"]);
    expect(there.of("redis")).toContain("consumed and refunded a limit");
    expect(away.of("redis")).toMatch(/ECONNREFUSED.*REDIS_URL/);
    expect(away.output).not.toContain("a-password-of-the-test");
  });
});

describe("uploads in parts", () => {
  const SERVICE = { secretId: "AKIDserviceOfTheTest", secretKey: "the-service-key-of-the-test" };
  const UPLOAD = LOCAL_COS_DEFAULTS.credentials;
  const ENV = {
    COS_SERVICE_SECRET_ID: SERVICE.secretId,
    COS_SERVICE_SECRET_KEY: SERVICE.secretKey,
    UPLOAD_TOKEN_KEYS: "an-upload-token-key-of-the-tests-0123456789",
  };
  const policyOf = (...actions: readonly string[]) =>
    parseCamPolicy(
      JSON.stringify({
        version: "2.0",
        statement: [{ effect: "allow", action: actions.map((name) => `name/cos:${name}`), resource: ["*"] }],
      }),
    );
  const SERVICE_ACTIONS = [
    ...["InitiateMultipartUpload", "ListParts", "CompleteMultipartUpload", "AbortMultipartUpload"],
    ...["HeadObject", "DeleteObject", "GetBucket", "ListMultipartUploads"],
  ];

  /** A bucket that knows both identities, with these permissions. */
  const bucketOf = (uploadActions: readonly string[], serviceActions: readonly string[] = SERVICE_ACTIONS) => ({
    findCredentials: (secretId: string) => {
      if (secretId === UPLOAD.secretId) return { ...UPLOAD, policies: [policyOf(...uploadActions)] };
      return secretId === SERVICE.secretId ? { ...SERVICE, policies: [policyOf(...serviceActions)] } : undefined;
    },
  });
  const WRITES = ["PutObject", "PostObject", "UploadPart"];

  test("without keys – are off, and the report says what to set", async () => {
    const { outcomes, of } = await examineBucket();
    expect(outcomes["parts"]).toBe("note");
    expect(of("parts")).toContain("COS_SERVICE_SECRET_ID not set");
  });

  test("with two identities – pass, and leave neither an object nor an upload", async () => {
    const { outcomes, of, output } = await examineBucket({ env: ENV, cos: bucketOf(WRITES) });
    expect(outcomes["parts"]).toBe("ok");
    expect(of("parts")).toMatch(/uploads\/doctor\/\S+ in parts, with two identities/);
    for (const secret of Object.values(ENV).slice(1)) expect(output).not.toContain(secret);
  });

  test.each(
    SERVICE_ACTIONS.filter((name) => !["GetBucket", "AbortMultipartUpload"].includes(name)),
  )("the service identity may not %s – the report names the action", async (missing) => {
    const allowed = SERVICE_ACTIONS.filter((name) => name !== missing);
    const { outcomes, of } = await examineBucket({ env: ENV, cos: bucketOf(WRITES, allowed) });
    expect(outcomes["parts"]).toBe("wrong");
    expect(of("parts")).toContain(`allow the credentials name/cos:${missing}`);
  });

  test("the upload identity may not UploadPart – the report names the action", async () => {
    const { of } = await examineBucket({ env: ENV, cos: bucketOf(["PutObject", "PostObject"]) });
    expect(of("parts")).toContain("allow the credentials name/cos:UploadPart ");
  });

  test("the upload identity may copy – is a fault", async () => {
    const { outcomes, of } = await examineBucket({
      env: ENV,
      cos: bucketOf([...WRITES, "UploadPartCopy", "GetObject"]),
    });
    expect(outcomes["parts"]).toBe("wrong");
    expect(of("parts")).toContain("x-cos-copy-source added to a signed part was not denied");
  });

  test("one key for both identities – is noted", async () => {
    const env = { ...ENV, COS_SERVICE_SECRET_ID: UPLOAD.secretId, COS_SERVICE_SECRET_KEY: UPLOAD.secretKey };
    const { of } = await examineBucket({ env });
    expect(of("parts")).toContain("are the same key");
  });
});
