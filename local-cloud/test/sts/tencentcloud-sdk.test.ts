import { Agent } from "node:http";
import { connect } from "node:net";
import { CommonClient } from "tencentcloud-sdk-nodejs-common";
import { LOCAL_COS_DEFAULTS } from "../../src/cos/index.ts";
import { LOCAL_STS_ROLE_ARN, type LocalSts, startLocalSts } from "../../src/sts/index.ts";
import { FEDERATION } from "./support.ts";

/** Tencent's own SDK drives the stand-in over the wire: what it signs has to be taken, by its clock, which is the machine's. */
let sts: LocalSts;
beforeAll(async () => {
  sts = await startLocalSts();
});
afterAll(() => sts.close());

const { secretId, secretKey } = LOCAL_COS_DEFAULTS.credentials;

function clientOf(credential: { secretId: string; secretKey: string; token?: string }) {
  // The SDK signs for the product that the host's name begins with, and leaves a port out: so the host stays Tencent's own.
  const agent = Object.assign(new Agent(), {
    createConnection: () => connect(Number(new URL(sts.url).port), "127.0.0.1"),
  });
  const profile = { httpProfile: { protocol: "http://", agent } };
  return new CommonClient("sts.tencentcloudapi.com", "2018-08-13", { credential, region: "ap-guangzhou", profile });
}

it("GetFederationToken – is taken, and its response read", async () => {
  const response = await clientOf({ secretId, secretKey }).request("GetFederationToken", FEDERATION);
  expect(sts.findCredentials(response.Credentials.TmpSecretId)?.secretKey).toBe(response.Credentials.TmpSecretKey);
});

it("AssumeRole with temporary keys and their token – is taken", async () => {
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

it("a wrong key – the SDK reads our refusal as one of Tencent's", async () => {
  const refused = clientOf({ secretId, secretKey: "other" }).request("GetFederationToken", FEDERATION);
  await expect(refused).rejects.toMatchObject({ code: "AuthFailure.SignatureFailure" });
});
