import { parseCamPolicy } from "../../src/cam/index.ts";
import { LOCAL_COS_DEFAULTS, type LocalCredentials } from "../../src/cos/index.ts";
import { LOCAL_STS_ROLE_ARN, startLocalSts } from "../../src/sts/index.ts";
import { type Call, call, encoded, FEDERATION, NOW_SECONDS, POLICY, RESOURCE, useLocalSts } from "./support.ts";

const TKE_ROLE_ARN = "qcs::cam::uin/100000000001:roleName/tke";
const READ_ONLY = JSON.stringify({
  version: "2.0",
  statement: [{ effect: "allow", action: "name/cos:GetObject", resource: "*" }],
});
const sts = useLocalSts({
  roles: [
    { arn: LOCAL_STS_ROLE_ARN, policy: READ_ONLY },
    { arn: TKE_ROLE_ARN, webIdentities: [{ providerId: "cls-1", token: "a.web.identity" }] },
  ],
});

const ASSUME = { RoleArn: LOCAL_STS_ROLE_ARN, RoleSessionName: "test" };
const WEB = { RoleArn: TKE_ROLE_ARN, RoleSessionName: "test", ProviderId: "cls-1", WebIdentityToken: "a.web.identity" };

async function issued(options?: Call): Promise<LocalCredentials> {
  const { Response } = await call(sts().url, options);
  return {
    secretId: Response.Credentials.TmpSecretId,
    secretKey: Response.Credentials.TmpSecretKey,
    securityToken: Response.Credentials.Token,
  };
}

describe("issued credentials", () => {
  test("have Tencent's format, and the local bucket finds them with their expiry and policy", async () => {
    const { Response } = await call(sts().url);
    expect(Response).toEqual({
      Credentials: {
        Token: expect.stringMatching(/^[\w-]{100,}$/),
        TmpSecretId: expect.stringMatching(/^AKID[\w-]{32}$/),
        TmpSecretKey: expect.stringMatching(/^[\w-]{32}$/),
      },
      ExpiredTime: NOW_SECONDS + 1_800,
      Expiration: "2023-11-14T22:43:20Z",
      RequestId: expect.stringMatching(/^[\w-]{36}$/),
    });
    expect(sts().findCredentials(Response.Credentials.TmpSecretId)).toMatchObject({
      secretKey: Response.Credentials.TmpSecretKey,
      securityToken: Response.Credentials.Token,
      expiresSeconds: NOW_SECONDS + 1_800,
      policies: [{ statements: [{ effect: "allow", resources: [RESOURCE] }] }],
    });
  });

  test("are different each time", async () => {
    const [one, other] = [await issued(), await issued()];
    expect(one.secretId).not.toBe(other.secretId);
    expect(one.secretKey).not.toBe(other.secretKey);
  });

  test("have the policy of the AssumeRole call and the role's own", async () => {
    const { secretId } = await issued({ action: "AssumeRole", parameters: { ...ASSUME, Policy: encoded(POLICY) } });
    expect(sts().findCredentials(secretId)).toMatchObject({
      expiresSeconds: NOW_SECONDS + 7_200,
      policies: [
        { statements: [{ actions: ["name/cos:GetObject"] }] },
        { statements: [{ actions: ["name/cos:PutObject"] }] },
      ],
    });
  });

  test("have the policy of the GetFederationToken call and that of its keys", async () => {
    const policies = [parseCamPolicy(READ_ONLY)];
    const limited = await startLocalSts({
      credentials: { ...LOCAL_COS_DEFAULTS.credentials, policies },
      now: () => NOW_SECONDS * 1000,
    });
    const { Response } = await call(limited.url);
    await limited.close();
    expect(limited.findCredentials(Response.Credentials.TmpSecretId)).toMatchObject({
      policies: [
        { statements: [{ actions: ["name/cos:GetObject"] }] },
        { statements: [{ actions: ["name/cos:PutObject"] }] },
      ],
    });
  });

  test("can call AssumeRole themselves", async () => {
    const caller = await issued({ action: "AssumeRole", parameters: ASSUME });
    await expect(issued({ action: "AssumeRole", parameters: ASSUME, caller })).resolves.toBeDefined();
  });

  test("are available without a signature from AssumeRoleWithWebIdentity", async () => {
    const options = { action: "AssumeRoleWithWebIdentity", parameters: WEB, headers: { Authorization: "SKIP" } };
    const { secretId } = await issued(options);
    expect(sts().findCredentials(secretId)).toMatchObject({ expiresSeconds: NOW_SECONDS + 7_200, policies: [] });
  });

  test("are known as expired for a day and then forgotten", async () => {
    const { secretId } = await issued();
    sts().clock.seconds += 1_800 + 86_000;
    await issued({ timestampSeconds: sts().clock.seconds });
    expect(sts().findCredentials(secretId)).toBeDefined();
    sts().clock.seconds += 1_000;
    await issued({ timestampSeconds: sts().clock.seconds });
    expect(sts().findCredentials(secretId)).toBeUndefined();
  });
});

describe("a rejected call", () => {
  const own = LOCAL_COS_DEFAULTS.credentials;
  const federation = (changes: object) => ({ parameters: { ...FEDERATION, ...changes } });
  const withPolicy = (policy: unknown) => federation({ Policy: encoded(policy) });
  const withStatement = (changes: object) =>
    withPolicy({ ...POLICY, statement: [{ ...POLICY.statement[0], ...changes }] });

  test.each<[name: string, options: Call, code: string]>([
    ["no signature", { headers: { Authorization: "" } }, "AuthFailure.InvalidAuthorization"],
    [
      "a signature in COS's format",
      { headers: { Authorization: "q-sign-algorithm=sha1" } },
      "AuthFailure.InvalidAuthorization",
    ],
    ["no signature and no web identity", { headers: { Authorization: "SKIP" } }, "AuthFailure.InvalidAuthorization"],
    ["an unknown key", { caller: { ...own, secretId: "AKIDother" } }, "AuthFailure.SecretIdNotFound"],
    ["a wrong key", { caller: { ...own, secretKey: "other" } }, "AuthFailure.SignatureFailure"],
    [
      "another body than the signed one",
      { body: JSON.stringify({ ...FEDERATION, DurationSeconds: 7_200 }) },
      "AuthFailure.SignatureFailure",
    ],
    [
      "another content type than the signed one",
      { headers: { "Content-Type": "text/plain" } },
      "AuthFailure.SignatureFailure",
    ],
    ["a clock more than 5 minutes slow", { timestampSeconds: NOW_SECONDS - 301 }, "AuthFailure.SignatureExpire"],
    ["a clock more than 5 minutes fast", { timestampSeconds: NOW_SECONDS + 301 }, "AuthFailure.SignatureExpire"],
    ["an invalid time", { headers: { "X-TC-Timestamp": "soon" } }, "AuthFailure.SignatureExpire"],
    [
      "another time than the signed one",
      { headers: { "X-TC-Timestamp": String(NOW_SECONDS + 1) } },
      "AuthFailure.SignatureFailure",
    ],
    ["a token with permanent keys", { headers: { "X-TC-Token": "any" } }, "AuthFailure.TokenFailure"],
    ["another version", { headers: { "X-TC-Version": "2017-03-12" } }, "NoSuchVersion"],
    ["an unknown action", { action: "GetSessionToken" }, "InvalidAction"],
    ["a body that is not JSON", { body: "Action=GetFederationToken" }, "InvalidParameter.ParamError"],
    ["no name", federation({ Name: undefined }), "InvalidParameter.ParamError"],
    ["a name with a hyphen", federation({ Name: "wx-cos" }), "InvalidParameter.ParamError"],
    ["no policy", federation({ Policy: undefined }), "InvalidParameter.ParamError"],
    ["a policy that is not percent-encoded", federation({ Policy: "%7B%" }), "InvalidParameter.StrategyFormatError"],
    [
      "a policy of 20,000 characters",
      withStatement({ resource: [`${RESOURCE}${"x".repeat(20_000)}`] }),
      "InvalidParameter.PolicyTooLong",
    ],
    ["a principal", withPolicy({ ...POLICY, principal: { qcs: "*" } }), "InvalidParameter.StrategyInvalid"],
    ["a malformed resource", withStatement({ resource: ["uploads/*"] }), "InvalidParameter.ResouceError"],
    [
      "another account's bucket",
      withStatement({ resource: [RESOURCE.replaceAll("1250000000", "1250000001")] }),
      "InvalidParameter.GrantOtherResource",
    ],
    [
      "a condition that is not modelled",
      withStatement({ condition: { ip_equal: { "qcs:ip": "10.0.0.1" } } }),
      "InvalidParameter.StrategyInvalid",
    ],
    ["too long a lifetime", federation({ DurationSeconds: 129_601 }), "InvalidParameter.OverTimeError"],
    ["a lifetime of 0 seconds", federation({ DurationSeconds: 0 }), "InvalidParameter.ParamError"],
    [
      "too long a lifetime for a role",
      { action: "AssumeRole", parameters: { ...ASSUME, DurationSeconds: 43_201 } },
      "InvalidParameter.OverTimeError",
    ],
    [
      "an unknown role",
      { action: "AssumeRole", parameters: { ...ASSUME, RoleArn: "qcs::cam::uin/1:roleName/x" } },
      "ResourceNotFound.RoleNotFound",
    ],
    [
      "a malformed role",
      { action: "AssumeRole", parameters: { ...ASSUME, RoleArn: "upload" } },
      "InvalidParameter.ParamError",
    ],
    [
      "no session name",
      { action: "AssumeRole", parameters: { RoleArn: LOCAL_STS_ROLE_ARN } },
      "InvalidParameter.ParamError",
    ],
    [
      "another web identity",
      { action: "AssumeRoleWithWebIdentity", parameters: { ...WEB, WebIdentityToken: "x" } },
      "InvalidParameter.WebIdentityTokenError",
    ],
    [
      "another provider",
      { action: "AssumeRoleWithWebIdentity", parameters: { ...WEB, ProviderId: "cls-2" } },
      "InvalidParameter.WebIdentityTokenError",
    ],
    [
      "a role that trusts no web identity",
      { action: "AssumeRoleWithWebIdentity", parameters: { ...WEB, RoleArn: LOCAL_STS_ROLE_ARN } },
      "InvalidParameter.WebIdentityTokenError",
    ],
  ])("has %s", async (_name, options, code) => {
    const { Response } = await call(sts().url, options);
    expect(Response).toEqual({ Error: { Code: code, Message: expect.any(String) }, RequestId: expect.any(String) });
  });

  test("uses temporary credentials for GetFederationToken", async () => {
    const caller = await issued();
    const { Response } = await call(sts().url, { caller });
    expect(Response.Error.Code).toBe("InvalidParameter.AccessKeyNotSupport");
  });

  test.each([
    ["without their token", { securityToken: "" }],
    ["with the token of other credentials", { securityToken: "other" }],
  ])("uses temporary credentials %s", async (_name, change) => {
    const caller = { ...(await issued({ action: "AssumeRole", parameters: ASSUME })), ...change };
    const { Response } = await call(sts().url, { action: "AssumeRole", parameters: ASSUME, caller });
    expect(Response.Error.Code).toBe("AuthFailure.TokenFailure");
  });

  test("uses the account's own keys for GetFederationToken although they are temporary", async () => {
    const caller = { ...own, securityToken: "a-token" };
    const temporary = await startLocalSts({ credentials: caller, now: () => NOW_SECONDS * 1000 });
    const { Response } = await call(temporary.url, { caller });
    await temporary.close();
    expect(Response.Error.Code).toBe("InvalidParameter.AccessKeyNotSupport");
  });

  test("has another day in the credential scope than in the signature", async () => {
    const { Response } = await call(sts().url, {
      changeAuthorization: (text) => text.replace("/2023-11-14/", "/2023-11-15/"),
    });
    expect(Response.Error.Code).toBe("AuthFailure.SignatureFailure");
  });

  test("uses expired credentials", async () => {
    const caller = await issued({ action: "AssumeRole", parameters: ASSUME });
    sts().clock.seconds += 7_201;
    const options = { action: "AssumeRole", parameters: ASSUME, caller, timestampSeconds: sts().clock.seconds };
    expect((await call(sts().url, options)).Response.Error.Code).toBe("AuthFailure.TokenFailure");
  });

  test("has another method, another path or too large a body", async () => {
    const { url } = sts();
    const responses = await Promise.all([
      fetch(url),
      fetch(`${url}/other`, { method: "POST", body: "{}" }),
      fetch(url, { method: "POST", body: "x".repeat(2 * 1024 * 1024) }),
    ]);
    for (const response of responses) {
      expect(JSON.parse(await response.text()).Response.Error.Code).toBe("InvalidParameter.ParamError");
    }
  });
});

test("names the variable to set if the port is in use", async () => {
  const { url } = sts();
  await expect(startLocalSts({ port: Number(new URL(url).port) })).rejects.toThrow(/LOCAL_STS_PORT/);
});

test("logs actions and codes but no key, token or policy", async () => {
  const entries: unknown[] = [];
  const logging = await startLocalSts({ now: () => NOW_SECONDS * 1000, log: (entry) => void entries.push(entry) });
  const { Response } = await call(logging.url);
  await call(logging.url, { action: "Nothing" });
  await logging.close();
  expect(entries).toEqual([
    { requestId: expect.any(String), action: "GetFederationToken" },
    { requestId: expect.any(String), action: "Nothing", code: "InvalidAction" },
  ]);
  expect(JSON.stringify(entries)).not.toContain(Response.Credentials.TmpSecretKey);
});
