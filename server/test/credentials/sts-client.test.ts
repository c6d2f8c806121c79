import { gzipSync } from "node:zlib";
import { tc3Authorize } from "@wx-cos-upload/cos-signature";
import { createStsClient, type StsClientOptions } from "../../src/credentials/sts-client.ts";
import { json, type Script, startScriptedServer } from "../support/scripted-server.ts";

const NOW_SECONDS = 1_700_000_000;
const CALLER = { secretId: "AKIDcaller", secretKey: "the-caller's-secret-key" };
const CALL = { action: "AssumeRole", parameters: { RoleArn: "qcs::cam::uin/1:roleName/r" }, caller: CALLER } as const;
const ANSWER = {
  Response: {
    Credentials: { Token: "the-new-token", TmpSecretId: "AKIDnew", TmpSecretKey: "the-new-secret-key" },
    ExpiredTime: NOW_SECONDS + 7_200,
    Expiration: "2023-11-15T00:13:20Z",
    RequestId: "11111111-2222",
  },
};
const NEW = {
  secretId: "AKIDnew",
  secretKey: "the-new-secret-key",
  securityToken: "the-new-token",
  expiresSeconds: NOW_SECONDS + 7_200,
};

const failure = (code: string) =>
  json({ Response: { Error: { Code: code, Message: "It says why." }, RequestId: "r-1" } });
const html =
  (status: number): Script =>
  (response) =>
    void response.writeHead(status, { "Content-Type": "text/html" }).end("<html>the-new-secret-key</html>");

let close: () => Promise<void> = async () => {};
afterEach(() => close());

async function setUp(scripts: readonly Script[], options: Partial<StsClientOptions> = {}) {
  const server = await startScriptedServer(...scripts);
  close = server.close;
  const waits: number[] = [];
  const outcomes: string[] = [];
  const callSts = createStsClient({
    endpoint: server.url,
    region: "ap-guangzhou",
    now: () => NOW_SECONDS * 1000,
    random: () => 0,
    wait: async (ms) => void waits.push(ms),
    fetch,
    timeoutSignal: () => new AbortController().signal,
    countCall: (action, outcome) => void outcomes.push(`${action} ${outcome}`),
    ...options,
  });
  return { server, callSts, waits, outcomes };
}

describe("a call", () => {
  test("goes out as JSON with the common headers, signed over what is on the wire", async () => {
    const { server, callSts, outcomes } = await setUp([json(ANSWER)]);
    expect(await callSts(CALL)).toEqual(NEW);
    const [request] = server.requests;
    expect(request).toMatchObject({
      method: "POST",
      url: "/",
      body: JSON.stringify(CALL.parameters),
      headers: {
        "x-tc-action": "AssumeRole",
        "x-tc-version": "2018-08-13",
        "x-tc-region": "ap-guangzhou",
        "x-tc-timestamp": String(NOW_SECONDS),
      },
    });
    const signed = ["content-type", "host", "x-tc-action"].map(
      (name) => [name, String(request?.headers[name])] as const,
    );
    const own = tc3Authorize({
      ...CALLER,
      service: "sts",
      headers: signed,
      payload: request?.body ?? "",
      timestampSeconds: NOW_SECONDS,
    });
    expect(request?.headers.authorization).toBe(own.authorization);
    expect(outcomes).toEqual(["AssumeRole ok"]);
  });

  test("of temporary keys – carries their token", async () => {
    const { server, callSts } = await setUp([json(ANSWER)]);
    await callSts({ ...CALL, caller: { ...CALLER, securityToken: "tok" } });
    expect(server.requests[0]?.headers["x-tc-token"]).toBe("tok");
  });

  test("of a web identity – is not signed", async () => {
    const { server, callSts } = await setUp([json(ANSWER)]);
    await callSts({ ...CALL, action: "AssumeRoleWithWebIdentity", caller: undefined });
    expect(server.requests[0]?.headers.authorization).toBe("SKIP");
  });
});

describe("a fault that may pass", () => {
  test.each<[name: string, first: Script]>([
    ["InternalError", failure("InternalError.SystemError")],
    ["RequestLimitExceeded", failure("RequestLimitExceeded.UinLimitExceeded")],
    ["HTTP 503 with HTML", html(503)],
    ["a cut connection", (response) => void response.destroy()],
    [
      "half a response",
      (response) => void response.writeHead(200, { "Content-Length": "500" }).write("{", () => response.destroy()),
    ],
  ])("%s → retries once after a pause and uses that response", async (_name, first) => {
    const { server, callSts, waits } = await setUp([first, json(ANSWER)]);
    expect(await callSts(CALL)).toEqual(NEW);
    expect([server.requests.length, waits]).toEqual([2, [200]]);
  });

  test("twice – no third call", async () => {
    const { server, callSts, outcomes } = await setUp([failure("InternalError")]);
    await expect(callSts(CALL)).rejects.toMatchObject({ name: "StsError", code: "InternalError" });
    expect([server.requests.length, outcomes]).toEqual([2, ["AssumeRole InternalError", "AssumeRole InternalError"]]);
  });

  test("times out each of two calls if STS never responds", async () => {
    const limits: number[] = [];
    const { server, callSts } = await setUp([() => {}], {
      timeoutSignal(timeoutMs) {
        limits.push(timeoutMs);
        const controller = new AbortController();
        // The time is over as soon as the request has arrived: there is no clock to wait for.
        const poll = () => (server.requests.length >= limits.length ? controller.abort() : setImmediate(poll));
        setImmediate(poll);
        return controller.signal;
      },
    });
    await expect(callSts(CALL)).rejects.toMatchObject({
      code: "NoResponse",
      message: expect.stringContaining("3000 ms"),
    });
    expect([server.requests.length, limits]).toEqual([2, [3_000, 3_000]]);
  });

  test("nobody listens – NoResponse with the reason", async () => {
    const { server, callSts } = await setUp([json(ANSWER)]);
    await server.close();
    close = async () => {};
    await expect(callSts(CALL)).rejects.toThrow(/NoResponse .*ECONNREFUSED/);
  });
});

describe("a fault that stays", () => {
  test.each<[name: string, script: Script, code: string, text: string]>([
    ["an unknown key", failure("AuthFailure.SecretIdNotFound"), "AuthFailure.SecretIdNotFound", "check COS_SECRET_ID"],
    [
      "a wrong key",
      failure("AuthFailure.SignatureFailure"),
      "AuthFailure.SignatureFailure",
      "check that COS_SECRET_KEY",
    ],
    ["a wrong clock", failure("AuthFailure.SignatureExpire"), "AuthFailure.SignatureExpire", "clock is wrong"],
    ["no permission", failure("UnauthorizedOperation"), "UnauthorizedOperation", "docs/credentials.md"],
    ["no such role", failure("ResourceNotFound.RoleNotFound"), "ResourceNotFound.RoleNotFound", "check STS_ROLE_ARN"],
    ["an error nobody knows", failure("Strange.NewCode"), "Strange.NewCode", "It says why. Request id r-1"],
    ["an error with a malformed code", failure("no code"), "MalformedResponse", "missing or invalid"],
    ["an error with a long code", failure("A".repeat(129)), "MalformedResponse", "missing or invalid"],
    ["HTML with 200", html(200), "MalformedResponse", "not JSON"],
    ["HTTP 404", html(404), "HttpStatus404", "not from STS itself"],
    ["a redirect", (response) => void response.writeHead(302, { Location: "/" }).end(), "NoResponse", "redirect"],
    ["JSON of another shape", json([1]), "MalformedResponse", "missing or invalid"],
    [
      "no token",
      json({ Response: { ...ANSWER.Response, Credentials: { TmpSecretId: "a", TmpSecretKey: "the-new-secret-key" } } }),
      "MalformedResponse",
      "Response.Credentials.Token",
    ],
    [
      "an empty key",
      json({ Response: { ...ANSWER.Response, Credentials: { ...ANSWER.Response.Credentials, TmpSecretKey: "" } } }),
      "MalformedResponse",
      "TmpSecretKey",
    ],
    [
      "no end",
      json({ Response: { Credentials: ANSWER.Response.Credentials } }),
      "MalformedResponse",
      "Response.ExpiredTime",
    ],
    [
      "a response without end",
      (response) => void response.writeHead(200).end("x".repeat(70_000)),
      "NoResponse",
      "more than 65536 bytes",
    ],
    [
      "a gzip bomb",
      (response) =>
        void response.writeHead(200, { "Content-Encoding": "gzip" }).end(gzipSync(" ".repeat(16 * 1024 ** 2))),
      "NoResponse",
      "more than 65536 bytes",
    ],
  ])("%s – an StsError that says what to do, and holds no secret", async (_name, script, code, text) => {
    const { callSts } = await setUp([script]);
    const error = await callSts(CALL).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "StsError", code, message: expect.stringContaining(text) });
    // Neither what was sent nor what came back.
    const shown = error instanceof Error ? `${error.stack}${JSON.stringify(error)}${String(error.cause)}` : "";
    for (const secret of [CALLER.secretKey, "the-new-secret-key", "the-new-token"]) expect(shown).not.toContain(secret);
  });

  test("a redirect – is not followed: policy, token and signature stay with STS", async () => {
    const redirect: Script = (response) => void response.writeHead(307, { Location: "/elsewhere" }).end();
    const { server, callSts } = await setUp([redirect, redirect, json(ANSWER)]);
    await expect(callSts(CALL)).rejects.toMatchObject({ code: "NoResponse" });
    expect(server.requests.map(({ url }) => url)).toEqual(["/", "/"]);
  });

  test("is not tried again", async () => {
    const { server, callSts } = await setUp([failure("AuthFailure.SignatureFailure")]);
    await expect(callSts(CALL)).rejects.toThrow("AuthFailure.SignatureFailure");
    expect(server.requests).toHaveLength(1);
  });
});
