import { ConfigError, readConfig } from "../../src/config/config.ts";

const KEYS = { COS_SECRET_ID: "AKIDexample", COS_SECRET_KEY: "a-secret-key" };
const BUCKET = { COS_BUCKET: "examplebucket-1250000000", COS_REGION: "ap-guangzhou" };
const ROLE_ARN = "qcs::cam::uin/100000000001:roleName/upload";
const TKE = {
  TKE_REGION: "ap-guangzhou",
  TKE_PROVIDER_ID: "cls-1",
  TKE_ROLE_ARN: "qcs::cam::uin/100000000001:roleName/tke",
  TKE_WEB_IDENTITY_TOKEN_FILE: "/var/run/token",
};
const SCF = { TENCENTCLOUD_SECRETID: "a", TENCENTCLOUD_SECRETKEY: "b", TENCENTCLOUD_SESSIONTOKEN: "c" };

type Variables = Readonly<Record<string, string>>;

function problemsOf(environment: Variables): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe("CREDENTIALS", () => {
  test("unset → fixed keys, and two hours for credentials of Tencent's STS", () => {
    expect(readConfig({ ...KEYS, ...BUCKET }).credentials).toEqual({
      from: { source: "keys" },
      sts: { endpoint: "https://sts.tencentcloudapi.com", durationSeconds: 7_200, localPort: 3_002 },
    });
  });

  test.each<[variables: Variables, from: object]>([
    [{ ...KEYS, CREDENTIALS: "federation" }, { source: "federation" }],
    [
      { ...KEYS, CREDENTIALS: "role", STS_ROLE_ARN: ROLE_ARN },
      { source: "role", roleArn: ROLE_ARN },
    ],
    [{ CREDENTIALS: "platform" }, { source: "platform", platform: { name: "cvm" } }],
    [
      { CREDENTIALS: "platform", ...SCF },
      { source: "platform", platform: { name: "scf" } },
    ],
    [
      { CREDENTIALS: "platform", ...TKE, ...SCF, STS_ROLE_ARN: ROLE_ARN },
      {
        source: "platform",
        roleArn: ROLE_ARN,
        platform: {
          name: "tke",
          region: "ap-guangzhou",
          providerId: "cls-1",
          roleArn: TKE.TKE_ROLE_ARN,
          tokenFile: "/var/run/token",
        },
      },
    ],
  ])("%j – is read", (variables, from) => {
    expect(readConfig({ ...BUCKET, ...variables }).credentials.from).toEqual(from);
  });

  test.each([
    "federation",
    "role",
  ])("%s with nothing else – the local bucket, and the local STS beside it", (source) => {
    const config = readConfig({ CREDENTIALS: source });
    expect([config.cos.backend, config.credentials.from.source]).toEqual(["local", source]);
  });

  test("platform – needs the bucket and no keys, and is never local", () => {
    expect(problemsOf({ CREDENTIALS: "platform" }).map((problem) => problem.split(":")[0])).toEqual([
      "COS_BUCKET",
      "COS_REGION",
    ]);
    expect(readConfig({ CREDENTIALS: "platform", ...BUCKET }).cos).toMatchObject({
      backend: "tencent",
      cos: { keys: undefined },
    });
  });

  test.each<[variables: Variables, names: string[]]>([
    [{ ...KEYS, CREDENTIALS: "sts" }, ["CREDENTIALS"]],
    [{ ...KEYS, CREDENTIALS: "role" }, ["STS_ROLE_ARN"]],
    [{ ...KEYS, CREDENTIALS: "role", STS_ROLE_ARN: "roleName/upload" }, ["STS_ROLE_ARN"]],
    [{ ...KEYS, STS_ROLE_ARN: ROLE_ARN }, ["STS_ROLE_ARN"]],
    [{ ...KEYS, CREDENTIALS: "federation", STS_ROLE_ARN: ROLE_ARN }, ["STS_ROLE_ARN"]],
    [{ ...KEYS, CREDENTIALS: "federation", COS_SESSION_TOKEN: "tok" }, ["COS_SESSION_TOKEN"]],
    [{ ...KEYS, CREDENTIALS: "platform" }, ["COS_SECRET_ID", "COS_SECRET_KEY"]],
    [{ CREDENTIALS: "platform", COS_BACKEND: "local" }, ["COS_BACKEND"]],
    [
      { CREDENTIALS: "platform", TKE_REGION: "ap-guangzhou", TKE_ROLE_ARN: "x" },
      ["TKE_PROVIDER_ID", "TKE_WEB_IDENTITY_TOKEN_FILE"],
    ],
    [{ CREDENTIALS: "platform", TENCENTCLOUD_SECRETID: "a" }, ["TENCENTCLOUD_SECRETKEY", "TENCENTCLOUD_SESSIONTOKEN"]],
    [{ ...KEYS, CREDENTIALS: "federation", STS_DURATION_SECONDS: "60" }, ["STS_DURATION_SECONDS"]],
    [{ ...KEYS, CREDENTIALS: "federation", STS_DURATION_SECONDS: "1000" }, ["STS_DURATION_SECONDS"]],
    [{ ...KEYS, CREDENTIALS: "role", STS_ROLE_ARN: ROLE_ARN, STS_DURATION_SECONDS: "43201" }, ["STS_DURATION_SECONDS"]],
    [{ CREDENTIALS: "platform", STS_ROLE_ARN: ROLE_ARN, STS_DURATION_SECONDS: "900" }, ["STS_DURATION_SECONDS"]],
    [{ ...KEYS, CREDENTIALS: "federation", STS_ENDPOINT: "http://sts.example.com" }, ["STS_ENDPOINT"]],
    [{ ...KEYS, CREDENTIALS: "federation", STS_ENDPOINT: "http://127.0.0.1:99999" }, ["STS_ENDPOINT"]],
    [{ ...KEYS, CREDENTIALS: "federation", STS_ENDPOINT: "https://sts.tencentcloudapi.com/path" }, ["STS_ENDPOINT"]],
    [
      { ...KEYS, COS_BACKEND: "local", CREDENTIALS: "federation", STS_ENDPOINT: "https://sts.tencentcloudapi.com" },
      ["STS_ENDPOINT"],
    ],
    [
      { ...KEYS, CREDENTIALS: "role", LOCAL_STS_PORT: "x", STS_ROLE_ARN: "y", STS_DURATION_SECONDS: "z" },
      ["STS_ROLE_ARN", "STS_DURATION_SECONDS", "LOCAL_STS_PORT"],
    ],
  ])("%j – names what is wrong, all of it", (variables, names) => {
    const problems = problemsOf({ ...BUCKET, ...variables });
    expect(problems.map((problem) => problem.split(":")[0])).toEqual(names);
    expect(problems.join("\n")).not.toContain("a-secret-key");
  });

  test("of a platform without a role to assume – signatures may live longer than STS's credentials, which there are none of", () => {
    expect(problemsOf({ ...BUCKET, CREDENTIALS: "platform", SIGNATURE_SECONDS: "7200" })).toEqual([]);
  });

  test("in production – STS is spoken to over https only", () => {
    const environment = { ...KEYS, ...BUCKET, CREDENTIALS: "federation", STS_ENDPOINT: "http://127.0.0.1:3002" };
    expect(readConfig(environment).credentials.sts.endpoint).toBe("http://127.0.0.1:3002");
    expect(problemsOf({ ...environment, NODE_ENV: "production", ALLOW_ANONYMOUS: "true" })).toEqual([
      expect.stringMatching(/^STS_ENDPOINT: .* https URL/),
    ]);
  });
});
