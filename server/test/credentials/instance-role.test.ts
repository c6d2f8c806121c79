import { instanceRoleCredentials } from "../../src/credentials/instance-role.ts";
import { json, type Script, startScriptedServer } from "../support/scripted-server.ts";

const ANSWER = {
  TmpSecretId: "AKIDrole",
  TmpSecretKey: "the-role's-key",
  ExpiredTime: 1_700_007_200,
  Expiration: "2023-11-15T00:13:20Z",
  Token: "the-role's-token",
  Code: "Success",
};
const text =
  (body: string, status = 200): Script =>
  (response) =>
    void response.writeHead(status).end(body);
const ROLE = text("CVM_UploadRole\n");

let close: () => Promise<void> = async () => {};
afterEach(() => close());

async function setUp(...scripts: readonly Script[]) {
  const server = await startScriptedServer(...scripts);
  close = server.close;
  const fetchCredentials = instanceRoleCredentials({
    metadataUrl: `${server.url}/latest/`,
    fetch,
    timeoutSignal: () => new AbortController().signal,
  });
  return { server, fetchCredentials };
}

describe("instanceRoleCredentials", () => {
  test("requests the role's name, then its credentials", async () => {
    const { server, fetchCredentials } = await setUp(ROLE, json(ANSWER));
    expect(await fetchCredentials()).toEqual({
      secretId: "AKIDrole",
      secretKey: "the-role's-key",
      securityToken: "the-role's-token",
      expiresSeconds: 1_700_007_200,
    });
    expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "GET /latest/",
      "GET /latest/CVM_UploadRole",
    ]);
  });

  test.each<[name: string, scripts: Script[], message: RegExp]>([
    ["no role is bound", [text("not found", 404)], /no role is bound/],
    ["the service is broken", [text("oops", 500)], /responded with 500/],
    ["HTML where the name should be", [text("<html>a login page</html>")], /no role name/],
    ["a name that leads elsewhere", [text("../../secrets")], /no role name/],
    ["half a response", [ROLE, text('{"TmpSecretKey":"the-role\'s-key"')], /not JSON/],
    ["a failure", [ROLE, json({ ...ANSWER, Code: "Failed" })], /invalid fields: Code/],
    ["no token", [ROLE, json({ ...ANSWER, Token: undefined })], /invalid fields: Token/],
    ["no connection", [(response) => void response.destroy()], /no response/],
  ])("%s – says so, without the key", async (_name, scripts, message) => {
    const { fetchCredentials } = await setUp(...scripts);
    const error = await fetchCredentials().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: expect.stringMatching(message) });
    expect(error instanceof Error ? error.stack : "").not.toContain("the-role's-key");
  });
});
