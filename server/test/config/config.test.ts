import { ConfigError, readConfig } from "../../src/config/config.ts";

const COS = {
  COS_SECRET_ID: "AKIDexample",
  COS_SECRET_KEY: "a-secret-key",
  COS_BUCKET: "examplebucket-1250000000",
  COS_REGION: "ap-guangzhou",
};

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe("readConfig", () => {
  test("nothing set – the local COS and the documented defaults", () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      production: false,
      listen: { host: "127.0.0.1", port: 3000 },
      cos: { backend: "local", cos: undefined, host: undefined, port: 3001, directory: ".local-cos" },
      uploadPrefix: "uploads",
      signatureSeconds: 900,
      objectKeyTimeZone: "Asia/Shanghai",
      uploadRules: { requireSize: false },
      corsOrigins: "loopback",
    });
    expect(config.uploadRules.extensions.get("jpg")).toEqual({ contentType: "image/jpeg", maxBytes: 20 * 1024 ** 2 });
    expect(config.uploadRules.extensions.get("mp4")).toEqual({ contentType: "video/mp4", maxBytes: 1024 ** 3 });
    expect(Object.isFrozen(config)).toBe(true);
  });

  test("the four COS variables – Tencent's bucket at its default host", () => {
    expect(readConfig(COS).cos).toEqual({
      backend: "tencent",
      host: "examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com",
      cos: {
        bucket: "examplebucket-1250000000",
        region: "ap-guangzhou",
        keys: { secretId: "AKIDexample", secretKey: "a-secret-key" },
      },
    });
  });

  test("uses COS_SESSION_TOKEN and COS_HOST", () => {
    expect(readConfig({ ...COS, COS_SESSION_TOKEN: "tok", COS_HOST: "Img.Example.com" }).cos).toMatchObject({
      host: "img.example.com",
      cos: { keys: { securityToken: "tok" } },
    });
  });

  test("COS_BACKEND=local with keys – the local COS with these keys", () => {
    expect(readConfig({ ...COS, COS_BACKEND: "local", LOCAL_COS_PORT: "0" }).cos).toMatchObject({
      backend: "local",
      port: 0,
      cos: { bucket: "examplebucket-1250000000" },
    });
  });

  test("production – needs a size, allows no browser, and takes no local bucket by itself", () => {
    expect(readConfig({ ...COS, NODE_ENV: "production", ALLOW_ANONYMOUS: "true" })).toMatchObject({
      production: true,
      corsOrigins: [],
      uploadRules: { requireSize: true },
    });
    const bare = { NODE_ENV: "production", ALLOW_ANONYMOUS: "true" };
    expect(problemsOf(bare).map((problem) => problem.split(":")[0])).toEqual(Object.keys(COS));
    expect(problemsOf({ ...bare, COS_BACKEND: "local" })).toEqual([
      expect.stringMatching(/^COS_BACKEND: local is for development/),
    ]);
  });

  test.each(Object.keys(COS))("%s alone missing – an error, never the local bucket", (name) => {
    const problems = problemsOf({ ...COS, [name]: "" });
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name}: is missing; all four`))]);
  });

  test.each(Object.entries(COS))("%s alone set – the other three are named", (name, value) => {
    expect(problemsOf({ [name]: value })).toHaveLength(3);
  });

  const WRONG: Array<[string, string, RegExp]> = [
    ["HOST", "http://0.0.0.0", /address to listen on/],
    ["PORT", "65536", /"65536" is not a port from 0 to 65535/],
    ["PORT", "3e3", /not a port/],
    ["COS_SECRET_ID", " AKID", /white space/],
    ["COS_SECRET_KEY", "a-secret-key\n", /white space/],
    ["COS_SECRET_KEY", "密", /not allowed in a key/],
    ["COS_SESSION_TOKEN", "tok ", /white space/],
    ["COS_BUCKET", "examplebucket", /with its APPID/],
    ["COS_BUCKET", `${"a".repeat(40)}-1250000000`, /at most 60/],
    ["COS_REGION", "cos.ap-guangzhou", /not a region/],
    ["ALLOWED_HOSTS", "https://tunnel.example.com", /without scheme and port/],
    ["COS_HOST", "https://img.example.com", /without a scheme and path/],
    ["COS_HOST", "img.example.com/photos", /without a scheme and path/],
    ["COS_HOST", "img.example.com:99999", /is not a host/],
    ["COS_BACKEND", "aws", /not one of auto, tencent, local/],
    ["LOCAL_COS_PORT", "-1", /not a port/],
    ["LOCAL_COS_DIR", " ", /white space/],
    ["UPLOAD_PREFIX", "/uploads", /not a prefix/],
    ["UPLOAD_PREFIX", "a/../b", /not a prefix/],
    ["UPLOAD_PREFIX", "a//b", /not a prefix/],
    ["UPLOAD_PREFIX", "a*", /not a prefix/],
    ["UPLOAD_EXTENSIONS", "jpg,.png", /"\.png" is not an extension/],
    ["UPLOAD_EXTENSIONS", "jpg,", /"" is not an extension/],
    ["UPLOAD_EXTENSIONS", "dwg", /write dwg:type\/subtype/],
    ["UPLOAD_EXTENSIONS", "dwg:drawing", /is not a content type/],
    ["UPLOAD_MAX_BYTES", "20MB", /write 1048576, 20MiB or 1GiB/],
    ["UPLOAD_MAX_BYTES", "0", /out of range/],
    ["UPLOAD_MAX_BYTES", "6GiB", /out of range/],
    ["UPLOAD_MAX_BYTES", "image=1MiB", /is not a limit for a kind of file/],
    ["UPLOAD_CACHE_CONTROL", "max-age=60\nx: y", /is not a valid value of this header/],
    ["UPLOAD_CACHE_CONTROL", "私有", /is not a valid value of this header/],
    ["UPLOAD_CACHE_CONTROL", "max-age = 60", /for example: private, max-age=600/],
    ["UPLOAD_CACHE_CONTROL", "a".repeat(257), /at most 256 characters/],
    ["UPLOAD_CONTENT_DISPOSITION", "attachment; filename=图.jpg", /is not a valid value of this header/],
    ["UPLOAD_CONTENT_DISPOSITION", "attachment;", /for example: attachment/],
    ["SIGNATURE_SECONDS", "0", /from 1 to 86400/],
    ["SIGNATURE_SECONDS", "15m", /from 1 to 86400/],
    ["OBJECT_KEY_TIME_ZONE", "Beijing", /not a time zone/],
    ["REQUIRE_SIZE", "yes", /not one of true, false/],
    ["LIMIT_REQUESTS_PER_MINUTE", "-1", /not a limit from 0/],
    ["LIMIT_FILES_PER_DAY", "many", /not a limit from 0/],
    ["LIMIT_BYTES_PER_DAY", "20GB", /write 1048576, 500MiB or 20GiB/],
    ["LIMIT_WITHOUT_REDIS", "ignore", /not one of refuse, count-per-process/],
    ["REDIS_URL", "127.0.0.1:6379", /not the URL of a Redis server/],
    ["REDIS_URL", "redis://:p%ss@127.0.0.1", /not the URL of a Redis server/],
    ["TRUST_PROXY", "1.2.3.4.5", /is not a proxy setting/],
    ["TRUST_PROXY", "10.0.0.0/99", /is not a proxy setting/],
    ["TRUST_PROXY", "0.0.0.0/0", /is not a proxy setting/],
    ["TRUST_PROXY", "10.0.0.0/08", /is not a proxy setting/],
    ["TRUST_PROXY", "true", /is not a proxy setting/],
    ["METRICS_PORT", "65536", /not a port/],
    ["CORS_ORIGINS", "www.example.com", /not an origin/],
    ["CORS_ORIGINS", "https://www.example.com/", /not an origin/],
    ["CORS_ORIGINS", "https://a.example,ftp://b.example", /"ftp:\/\/b.example" is not an origin/],
  ];

  test.each(WRONG)("%s=%j – is named", (name, value, reason) => {
    const problems = problemsOf({ ...COS, [name]: value });
    expect(problems).toEqual([expect.stringMatching(reason)]);
    expect(problems[0]?.startsWith(`${name}: `)).toBe(true);
  });

  test.each([
    [{ HOST: "0.0.0.0" }, ["AUTH"]],
    [{ HOST: "192.168.1.20", AUTH: "none" }, ["AUTH"]],
    [{ HOST: "0.0.0.0", ALLOW_ANONYMOUS: "true" }, []],
    [{ HOST: "127.0.0.1" }, []],
    [{ NODE_ENV: "prod" }, ["NODE_ENV"]],
    [{ NODE_ENV: "Production" }, ["NODE_ENV"]],
    [{ AUTH: "wechat", WECHAT_APP_ID: "wx0123456789abcdef" }, ["WECHAT_APP_SECRET", "SESSION_KEYS", "OWNER_KEY"]],
  ])("a real bucket and %j, with NODE_ENV forgotten – names %j", (environment, names) => {
    expect(problemsOf({ ...COS, ...environment }).map((problem) => problem.split(":")[0])).toEqual(names);
  });

  test("requires the size for a real bucket on a public address, in any NODE_ENV", () => {
    expect(readConfig({ ...COS, HOST: "0.0.0.0", ALLOW_ANONYMOUS: "true" }).uploadRules.requireSize).toBe(true);
    expect(readConfig({ ...COS }).uploadRules.requireSize).toBe(false);
    expect(readConfig({ HOST: "0.0.0.0" }).uploadRules.requireSize).toBe(false);
  });

  test("COS_SESSION_TOKEN alone – says that a real bucket is meant", () => {
    expect(problemsOf({ COS_SESSION_TOKEN: "tok" })).toHaveLength(4);
    expect(problemsOf({ ...COS, COS_SESSION_TOKEN: " tok" })).toEqual([expect.stringContaining("white space")]);
  });

  test("everything wrong at once – everything named at once", () => {
    const environment = Object.fromEntries(WRONG.map(([name, value]) => [name, value]));
    const named = new Set(
      problemsOf({ ...environment, COS_BUCKET: "examplebucket" }).map((problem) => problem.split(":")[0]),
    );
    expect(named).toEqual(new Set(WRONG.map(([name]) => name)));
  });

  test("a wrong secret – is not quoted", () => {
    expect(problemsOf({ ...COS, COS_SECRET_KEY: "a-secret-key " }).join()).not.toContain("a-secret-key");
  });

  test.each([
    ["1048576", 1_048_576, 1_048_576],
    ["5GiB", 5 * 1024 ** 3, 5 * 1024 ** 3],
    ["photo=1KiB", 1024, 1024 ** 3],
    ["video=2MiB,photo=1MiB", 1024 ** 2, 2 * 1024 ** 2],
  ])("UPLOAD_MAX_BYTES=%s – photos %d, videos %d", (text, photo, video) => {
    const { extensions } = readConfig({ UPLOAD_MAX_BYTES: text }).uploadRules;
    expect([extensions.get("jpg")?.maxBytes, extensions.get("mp4")?.maxBytes]).toEqual([photo, video]);
  });

  test.each([
    ["*", "*"],
    ["https://www.example.com, http://localhost:8080", ["https://www.example.com", "http://localhost:8080"]],
  ])("CORS_ORIGINS=%s", (text, corsOrigins) =>
    expect(readConfig({ CORS_ORIGINS: text }).corsOrigins).toEqual(corsOrigins));

  test.each([
    ["in development", {}, []],
    ["in development on a name", { HOST: "My-Laptop.local" }, ["my-laptop.local"]],
    ["in production on a name", { ...COS, NODE_ENV: "production", ALLOW_ANONYMOUS: "true", HOST: "a" }, "*"],
    ["with a real bucket on loopback", COS, []],
    ["with a real bucket that strangers reach", { ...COS, HOST: "0.0.0.0", ALLOW_ANONYMOUS: "true" }, "*"],
    ["in production", { ...COS, NODE_ENV: "production", ALLOW_ANONYMOUS: "true" }, "*"],
    ["set", { ALLOWED_HOSTS: "a.example.com, B.example.com" }, ["a.example.com", "b.example.com"]],
    ["set, on a name", { ALLOWED_HOSTS: "a.example.com", HOST: "b" }, ["a.example.com", "b"]],
    ["set to any", { ALLOWED_HOSTS: "*" }, "*"],
  ])("ALLOWED_HOSTS %s", (_, environment, allowedHosts) =>
    expect(readConfig(environment).allowedHosts).toEqual(allowedHosts));

  test.each([
    [{}, {}],
    [{ UPLOAD_CACHE_CONTROL: "no-store" }, { "Cache-Control": "no-store" }],
    [{ UPLOAD_CACHE_CONTROL: 'private="x-a",max-age=600' }, { "Cache-Control": 'private="x-a",max-age=600' }],
    [
      { UPLOAD_CONTENT_DISPOSITION: `attachment; filename="a b.jpg"; filename*=UTF-8''%e5%9b%be.jpg` },
      { "Content-Disposition": `attachment; filename="a b.jpg"; filename*=UTF-8''%e5%9b%be.jpg` },
    ],
  ])("%j – are headers of every object", (environment, objectHeaders) =>
    expect(readConfig(environment).objectHeaders).toEqual(objectHeaders));

  test("UPLOAD_EXTENSIONS – takes known ones and ones with their type", () => {
    const { extensions } = readConfig({ UPLOAD_EXTENSIONS: "PDF, dwg:image/vnd.dwg" }).uploadRules;
    expect([...extensions].map(([extension, { contentType }]) => [extension, contentType])).toEqual([
      ["pdf", "application/pdf"],
      ["dwg", "image/vnd.dwg"],
    ]);
  });
});
