import { uploadPolicy } from "../../src/credentials/cam-policy.ts";
import { type CredentialsSource, chooseProvider, type ProviderOptions } from "../../src/credentials/choose-provider.ts";

const NOW_SECONDS = 1_700_000_000;
const KEYS = { secretId: "AKIDkeys", secretKey: "key" };
const ROLE_ARN = "qcs::cam::uin/100000000001:roleName/upload";
const TKE = {
  name: "tke",
  region: "ap-beijing",
  providerId: "cls-1",
  roleArn: "qcs::cam::uin/100000000001:roleName/tke",
  tokenFile: "/var/run/token",
} as const;
const POLICY = uploadPolicy({ bucket: "b-1250000000", region: "ap-guangzhou", prefix: "uploads", maxBytes: 1 });

/** Every provider over a network that records each request and returns credentials named after its action. */
function setUp(from: CredentialsSource, options: Partial<ProviderOptions> = {}) {
  const calls: Array<{
    url: string;
    action: string;
    region: string | null;
    caller: string;
    parameters: Record<string, unknown>;
  }> = [];
  const provider = chooseProvider({
    from,
    keys: from.source === "platform" ? undefined : KEYS,
    policy: POLICY,
    durationSeconds: 3_600,
    endpoint: "https://sts.tencentcloudapi.com",
    region: "ap-guangzhou",
    refreshAheadSeconds: 960,
    now: () => NOW_SECONDS * 1000,
    monotonicMs: () => 0,
    random: () => 0,
    wait: async () => {},
    report: () => {},
    timeoutSignal: () => new AbortController().signal,
    readFile: async (path) => `the token in ${path}\n`,
    environment: () => ({}),
    async fetch(url, init) {
      const headers = new Headers(init.headers);
      const action = headers.get("X-TC-Action") ?? "metadata";
      const caller = /Credential=([^/]+)/.exec(headers.get("Authorization") ?? "")?.[1] ?? "nobody";
      calls.push({
        url,
        action,
        region: headers.get("X-TC-Region"),
        caller,
        parameters: init.body === undefined ? {} : JSON.parse(String(init.body)),
      });
      if (url.endsWith("/security-credentials/")) return new Response("cvm-role");
      const credentials = { TmpSecretId: `AKID-${action}`, TmpSecretKey: "k", Token: "t" };
      const ends = { ExpiredTime: NOW_SECONDS + 3_600 };
      if (action === "metadata") return Response.json({ ...credentials, ...ends, Code: "Success" });
      return Response.json({ Response: { Credentials: credentials, ...ends } });
    },
    ...options,
  });
  return { provider, calls, idOf: async () => (await provider()).secretId };
}

describe("chooseProvider", () => {
  test("keys – gives them, and calls nobody", async () => {
    const { provider, calls } = setUp({ source: "keys" });
    expect([await provider(), calls]).toEqual([KEYS, []]);
  });

  test("federation – GetFederationToken with the policy, signed by the keys; once", async () => {
    const { idOf, calls } = setUp({ source: "federation" });
    expect([await idOf(), await idOf()]).toEqual(["AKID-GetFederationToken", "AKID-GetFederationToken"]);
    expect(calls).toEqual([
      {
        url: "https://sts.tencentcloudapi.com/",
        action: "GetFederationToken",
        region: "ap-guangzhou",
        caller: "AKIDkeys",
        parameters: {
          Name: "wxcosupload",
          Policy: encodeURIComponent(JSON.stringify(POLICY)),
          DurationSeconds: 3_600,
        },
      },
    ]);
  });

  test("role – AssumeRole, narrowed by the policy", async () => {
    const { idOf, calls } = setUp({ source: "role", roleArn: ROLE_ARN });
    expect(await idOf()).toBe("AKID-AssumeRole");
    expect(calls[0]?.parameters).toEqual({
      RoleArn: ROLE_ARN,
      RoleSessionName: "wx-cos-upload",
      Policy: encodeURIComponent(JSON.stringify(POLICY)),
      DurationSeconds: 3_600,
    });
  });

  test("a machine's role – from the metadata service", async () => {
    const { idOf, calls } = setUp({ source: "platform", platform: { name: "cvm" }, roleArn: undefined });
    expect(await idOf()).toBe("AKID-metadata");
    expect(calls.map(({ url }) => url)).toEqual([
      "http://metadata.tencentyun.com/latest/meta-data/cam/security-credentials/",
      "http://metadata.tencentyun.com/latest/meta-data/cam/security-credentials/cvm-role",
    ]);
  });

  test("a cluster's role – AssumeRoleWithWebIdentity with the token of the file, in the cluster's region", async () => {
    const { idOf, calls } = setUp({ source: "platform", platform: TKE, roleArn: undefined });
    expect(await idOf()).toBe("AKID-AssumeRoleWithWebIdentity");
    expect(calls[0]).toMatchObject({
      caller: "nobody",
      region: "ap-beijing",
      parameters: {
        ProviderId: "cls-1",
        WebIdentityToken: "the token in /var/run/token",
        RoleArn: TKE.roleArn,
        RoleSessionName: "wx-cos-upload",
        DurationSeconds: 3_600,
      },
    });
  });

  test("a function's environment – read again each time, because the platform can change it", async () => {
    let count = 0;
    const environment = () => ({
      TENCENTCLOUD_SECRETID: `AKID${++count}`,
      TENCENTCLOUD_SECRETKEY: "k",
      TENCENTCLOUD_SESSIONTOKEN: "t",
    });
    const { idOf } = setUp({ source: "platform", platform: { name: "scf" }, roleArn: undefined }, { environment });
    expect([await idOf(), await idOf()]).toEqual(["AKID1", "AKID2"]);
  });

  test("a function's environment without a token – credentials_unavailable", async () => {
    const environment = () => ({ TENCENTCLOUD_SECRETID: "a", TENCENTCLOUD_SECRETKEY: "k" });
    const { idOf } = setUp({ source: "platform", platform: { name: "scf" }, roleArn: undefined }, { environment });
    await expect(idOf()).rejects.toMatchObject({ code: "credentials_unavailable" });
  });

  test("a platform with a role to assume – its credentials call, the role's sign", async () => {
    const { idOf, calls } = setUp({ source: "platform", platform: { name: "cvm" }, roleArn: ROLE_ARN });
    expect(await idOf()).toBe("AKID-AssumeRole");
    expect(calls.at(-1)).toMatchObject({ action: "AssumeRole", caller: "AKID-metadata" });
  });

  test("throws at once if the keys are missing", () => {
    expect(() => setUp({ source: "keys" }, { keys: undefined })).toThrow("keys are missing");
  });
});
