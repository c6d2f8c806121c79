import { Agent } from "node:http";
import { connect } from "node:net";
import { CommonClient } from "tencentcloud-sdk-nodejs-common";
import { LOCAL_COS_DEFAULTS } from "../../src/cos/index.ts";
import { LOCAL_STS_ROLE_ARN, type LocalSts, startLocalSts } from "../../src/sts/index.ts";
import { FEDERATION } from "./support.ts";

/** Tencent's own SDK calls the local STS, which must accept its signatures. The SDK uses the machine's clock. */
let sts: LocalSts;
beforeAll(async () => {
  sts = await startLocalSts();
});
afterAll(() => sts.close());

const { secretId, secretKey } = LOCAL_COS_DEFAULTS.credentials;

function clientOf(credential: { secretId: string; secretKey: string; token?: string }) {
  // The SDK reads the product from the beginning of the host's name and omits the port, so the host must remain Tencent's own.
  const agent = Object.assign(new Agent(), {
    createConnection: () => connect(Number(new URL(sts.url).port), "127.0.0.1"),
  });
  const profile = { httpProfile: { protocol: "http://", agent } };
  return new CommonClient("sts.tencentcloudapi.com", "2018-08-13", { credential, region: "ap-guangzhou", profile });
}

test("calls GetFederationToken and reads the response", async () => {
  const response = await clientOf({ secretId, secretKey }).request("GetFederationToken", FEDERATION);
  expect(sts.findCredentials(response.Credentials.TmpSecretId)?.secretKey).toBe(response.Credentials.TmpSecretKey);
});

test("calls AssumeRole with temporary credentials and their token", async () => {
  const parameters = { RoleArn: LOCAL_STS_ROLE_ARN, RoleSessionName: "test" };
  const { Credentials } = await clientOf({ secretId, secretKey }).request("AssumeRole", parameters);
  const temporary = {
    secretId: Credentials.TmpSecretId,
    secretKey: Credentials.TmpSecretKey,
    token: Credentials.Token,
  };
  const response = await clientOf(temporary).request("AssumeRole", parameters);
  expect(response.Credentials.TmpSecretId).not.toBe(temporary.secretId);
});

test("reads the error for a wrong key like one of Tencent's", async () => {
  const rejected = clientOf({ secretId, secretKey: "other" }).request("GetFederationToken", FEDERATION);
  await expect(rejected).rejects.toMatchObject({ code: "AuthFailure.SignatureFailure" });
});
