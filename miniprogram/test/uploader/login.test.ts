import { createUploader, type HttpRequest, UploadError } from "../../src/uploader/index";
import { createWechatLogin } from "../../src/uploader/wechat-login";
import { createFakeCloud, respond } from "../fakes/fake-cloud";
import type { FakePlatformOptions, FakeReply } from "../fakes/fake-platform";
import { type PlatformFixtureOptions, photos, platformFixture, statesOf } from "./platform-fixture";

const problem = (status: number, code: string, headers = {}) => respond(status, JSON.stringify({ code }), headers);
const bearer = ({ header }: HttpRequest) => header?.["Authorization"];

interface Options extends Pick<PlatformFixtureOptions, "uploader" | "files"> {
  readonly onLogin?: FakePlatformOptions["onLogin"];
  /** The server's next responses to logins. After that it accepts each login. */
  readonly nextLoginResponses?: FakeReply[];
}

/** An uploader whose signing server requires a login and returns `token 1`, `token 2` and so on. */
function loginFixture({ nextLoginResponses = [], onLogin, ...options }: Options = {}) {
  const cloud = createFakeCloud();
  const valid = new Set<string>();
  let count = 0;
  function onRequest(request: HttpRequest): FakeReply {
    if (request.method === "PUT") return cloud.onRequest(request);
    if (request.url.endsWith("/login")) {
      const next = nextLoginResponses.shift();
      if (next !== undefined) return next;
      count += 1;
      valid.add(`Bearer token ${count}`);
      return respond(200, JSON.stringify({ token: `token ${count}`, expiresInSeconds: 7200, expiresAt: 1 }));
    }
    const token = bearer(request);
    if (token === undefined) return problem(401, "login_required");
    return valid.has(token) ? cloud.onRequest(request) : problem(401, "token_expired");
  }
  const fixture = platformFixture({ onRequest, onForm: cloud.onForm, ...(onLogin && { onLogin }), ...options });
  const { platform } = fixture;
  return {
    ...fixture,
    cloud,
    /** Tokens that the server accepts. */
    valid,
    /** Method, path and token of every request, in order. */
    requestLines: () =>
      platform.requests.map((request) =>
        [request.url.replace(/^https:\/\/[^/]+|\?.*$/g, ""), bearer(request)].filter(Boolean).join(" as "),
      ),
    logins: () => platform.requests.filter(({ url }) => url.endsWith("/login")).map(({ data }) => data),
  };
}

const names = (tasks: readonly { readonly state: { readonly name: string } }[]) => tasks.map(({ state }) => state.name);

test("requests no code and sends no header if the server requires no login", async () => {
  const onLogin = jest.fn(() => "code");
  const { uploader, platform } = platformFixture({ onLogin });
  uploader.uploadAll(photos(2));
  await platform.advanceTime(0);
  expect(onLogin).not.toHaveBeenCalled();
  expect(platform.requests.map(({ header }) => header)).toEqual([{}]);
});

test("logs in once for five files, and repeats the request with the token", async () => {
  const { uploader, platform, requestLines, logins } = loginFixture();
  const tasks = uploader.uploadAll(photos(5));
  await platform.advanceTime(0);
  expect(names(tasks)).toEqual(Array(5).fill("done"));
  expect(requestLines()).toEqual(["/post-policy/batch", "/login", "/post-policy/batch as Bearer token 1"]);
  expect(logins()).toEqual(['{"code":"code 1"}']);
});

test("logs in once for a PUT and a form at the same time", async () => {
  const { uploader, platform, requestLines, logins } = loginFixture({ uploader: { concurrency: 4 } });
  const tasks = [
    ...uploader.uploadAll(photos(2), { method: "put" }),
    ...uploader.uploadAll(photos(2), { method: "post" }),
  ];
  await platform.advanceTime(0);
  expect(names(tasks)).toEqual(Array(4).fill("done"));
  expect(logins()).toHaveLength(1);
  expect(requestLines().filter((path) => path.endsWith("token 1"))).toHaveLength(2);
});

test.each(["put", "post"] as const)("never sends the token to COS, by %s", async (method) => {
  const { uploader, platform } = loginFixture();
  uploader.uploadAll(photos(3), { method });
  await platform.advanceTime(0);
  const toCos = [...platform.requests.filter((request) => request.method === "PUT"), ...platform.forms];
  expect(toCos).toHaveLength(3);
  expect(JSON.stringify(toCos)).not.toContain("token 1");
});

test("uses the same token for later files until the server rejects it", async () => {
  const { uploader, platform, requestLines, valid } = loginFixture();
  uploader.upload({ filePath: "1.jpg" });
  await platform.advanceTime(7_169_999);
  uploader.upload({ filePath: "2.jpg" });
  await platform.advanceTime(1);
  valid.clear();
  uploader.upload({ filePath: "3.jpg" });
  await platform.advanceTime(0);
  expect(requestLines()).toEqual([
    "/post-policy",
    "/login",
    "/post-policy as Bearer token 1",
    "/post-policy as Bearer token 1",
    "/post-policy as Bearer token 1",
    "/login",
    "/post-policy as Bearer token 2",
  ]);
});

test("logs in again, unnoticed, once the server rejects the token", async () => {
  const { uploader, platform, requestLines, valid } = loginFixture();
  uploader.upload({ filePath: "1.jpg" });
  await platform.advanceTime(0);
  valid.clear();
  const task = uploader.upload({ filePath: "2.jpg" });
  const states = statesOf(task);
  await platform.advanceTime(0);
  expect(states).toEqual(["queued", "checking", "signing", "uploading", "done"]);
  expect(requestLines().slice(3)).toEqual([
    "/post-policy as Bearer token 1",
    "/login",
    "/post-policy as Bearer token 2",
  ]);
});

test("logs in once for two rejected requests, even if one is late", async () => {
  const { uploader, platform, requestLines, valid, logins } = loginFixture({ uploader: { concurrency: 4 } });
  uploader.upload({ filePath: "1.jpg" });
  await platform.advanceTime(0);
  valid.clear();
  const { request } = platform;
  platform.request = async (scope, sent) => {
    const response = await request(scope, sent);
    if (response.statusCode === 401 && sent.url.includes("/put-sign")) await platform.delay(scope, 1_000);
    return response;
  };
  uploader.upload({ filePath: "2.jpg" }, { method: "put" });
  uploader.upload({ filePath: "3.jpg" }, { method: "post" });
  await platform.advanceTime(1_000);
  expect(logins()).toHaveLength(2);
  expect(requestLines().filter((path) => path.endsWith("sign as Bearer token 2"))).toHaveLength(1);
});

test("logs in again for a request that is rejected after another request's login failed", async () => {
  const nextLoginResponses: FakeReply[] = [];
  const { uploader, platform, valid } = loginFixture({ nextLoginResponses, uploader: { concurrency: 4 } });
  uploader.upload({ filePath: "1.jpg" });
  await platform.advanceTime(0);
  valid.clear();
  nextLoginResponses.push(problem(403, "login_refused"));
  const { request } = platform;
  platform.request = async (scope, sent) => {
    const response = await request(scope, sent);
    if (response.statusCode === 401 && sent.url.includes("/put-sign")) await platform.delay(scope, 1_000);
    return response;
  };
  const late = uploader.upload({ filePath: "2.jpg" }, { method: "put" });
  const early = uploader.upload({ filePath: "3.jpg" }, { method: "post" });
  await platform.advanceTime(1_000);
  expect(early.state).toMatchObject({ error: { code: "login_failed", status: 403 } });
  expect(late.state.name).toBe("done");
});

test("reports the rejection of a fresh token after one login, and logs in again for a retry", async () => {
  const { uploader, platform, valid, logins } = loginFixture();
  valid.add = () => valid;
  const task = uploader.upload({ filePath: "1.jpg" });
  await platform.advanceTime(60_000);
  expect(task.state).toMatchObject({ error: { code: "sign_refused", status: 401, remoteCode: "token_expired" } });
  expect(logins()).toHaveLength(1);
  task.retry();
  await platform.advanceTime(60_000);
  expect(task.state.name).toBe("failed");
  expect(logins()).toHaveLength(2);
});

test("tries one fresh code after the server rejects a code", async () => {
  const { uploader, platform, logins } = loginFixture({ nextLoginResponses: [problem(400, "login_code_used")] });
  const task = uploader.upload({ filePath: "1.jpg" });
  await platform.advanceTime(0);
  expect(task.state.name).toBe("done");
  expect(logins()).toEqual(['{"code":"code 1"}', '{"code":"code 2"}']);
});

test.each<[string, FakeReply[], object, number]>([
  [
    "a rejection of two codes",
    [problem(400, "invalid_login_code"), problem(400, "invalid_login_code")],
    { code: "login_failed", status: 400, remoteCode: "invalid_login_code" },
    2,
  ],
  ["403", [problem(403, "login_refused")], { code: "login_failed", status: 403, remoteCode: "login_refused" }, 1],
  ["a web page", [respond(200, "<html>")], { code: "sign_answer_html" }, 1],
  ["a redirect", [respond(302)], { code: "sign_redirected" }, 1],
  ["no token", [respond(200, '{"expiresInSeconds":7200}')], { code: "bad_sign_answer" }, 1],
  ["no lifetime", [respond(200, '{"token":"t"}')], { code: "bad_sign_answer" }, 1],
])("a login with the response %s fails every file with its code and is not repeated", async (_, nextResponses, error, count) => {
  const { uploader, platform, logins } = loginFixture({ nextLoginResponses: nextResponses });
  const tasks = uploader.uploadAll(photos(3));
  await platform.advanceTime(60_000);
  for (const { state } of tasks) expect(state).toMatchObject({ name: "failed", error: { stage: "sign", ...error } });
  expect(logins()).toHaveLength(count);
  expect(platform.forms).toEqual([]);
});

test.each([
  429, 503,
])("a login with the status %i is retried after its Retry-After, with a new code", async (status) => {
  const { uploader, platform, logins } = loginFixture({
    nextLoginResponses: [problem(status, "login_unavailable", { "retry-after": "5" })],
  });
  const tasks = uploader.uploadAll(photos(3));
  await platform.advanceTime(4_999);
  expect(names(tasks)).toEqual(Array(3).fill("retrying"));
  expect(tasks[0]?.state).toMatchObject({ error: { code: "login_failed", status } });
  await platform.advanceTime(1_001);
  expect(names(tasks)).toEqual(Array(3).fill("done"));
  expect(logins()).toEqual(['{"code":"code 1"}', '{"code":"code 2"}']);
});

test.each<FakeReply>([
  "network",
  "timeout",
])("a login that fails with %s is retried with a new code", async (response) => {
  const { uploader, platform, logins } = loginFixture({ nextLoginResponses: [response] });
  const task = uploader.upload({ filePath: "1.jpg" });
  await platform.advanceTime(1_000);
  expect(task.state.name).toBe("done");
  expect(logins()).toEqual(['{"code":"code 1"}', '{"code":"code 2"}']);
});

test("reports the 401 of a server that has no login of its own", async () => {
  const { uploader, platform, requestLines } = loginFixture({ nextLoginResponses: [respond(404)] });
  const task = uploader.upload({ filePath: "1.jpg" });
  await platform.advanceTime(60_000);
  expect(task.state).toMatchObject({ error: { code: "sign_refused", status: 401, remoteCode: "login_required" } });
  expect(requestLines()).toEqual(["/post-policy", "/login", "/post-policy"]);
});

test("fails with login_failed if WeChat returns no code, and requests a new one for the next file", async () => {
  const outcomes = [new UploadError("login_failed", "login:fail")];
  const { uploader, platform } = loginFixture({ onLogin: () => outcomes.shift() ?? "code" });
  const task = uploader.upload({ filePath: "1.jpg" });
  await platform.advanceTime(0);
  expect(task.state).toMatchObject({ error: { code: "login_failed", stage: "sign", message: "login:fail" } });
  const next = uploader.upload({ filePath: "2.jpg" });
  await platform.advanceTime(0);
  expect(next.state.name).toBe("done");
});

test("continues the login for the other files if one is cancelled", async () => {
  const { uploader, platform, logins } = loginFixture({ uploader: { concurrency: 4 } });
  const [put, post] = [
    uploader.upload({ filePath: "1.jpg" }, { method: "put" }),
    uploader.upload({ filePath: "2.jpg" }, { method: "post" }),
  ];
  platform.loginCode = async () => {
    put?.cancel();
    return "slow";
  };
  await platform.advanceTime(0);
  expect(names([put, post])).toEqual(["cancelled", "done"]);
  expect(logins()).toEqual(['{"code":"slow"}']);
});

test("continues the login for another uploader if the first one cancels", async () => {
  const { platform, logins, valid } = loginFixture();
  const authorize = createWechatLogin({ serverUrl: "https://sign.example.com", platform });
  const create = () => createUploader({ serverUrl: "https://sign.example.com", platform, authorize });
  const { loginCode } = platform;
  platform.loginCode = async (scope, timeout) => {
    await platform.delay(scope, 1_000);
    return loginCode(scope, timeout);
  };
  const [first, other] = [create(), create()];
  first.upload({ filePath: "1.jpg" });
  await platform.advanceTime(500);
  first.cancelAll();
  const task = other.upload({ filePath: "2.jpg" });
  await platform.advanceTime(500);
  expect(task.state.name).toBe("done");
  expect(logins()).toHaveLength(1);
  expect(valid.size).toBe(1);
});

test("logs in again for the next rejected request after a failed login, and fails the requests that waited for it", async () => {
  const { uploader, platform, logins } = loginFixture({
    nextLoginResponses: [problem(403, "login_refused")],
    uploader: { concurrency: 4 },
  });
  const tasks = [
    uploader.upload({ filePath: "1.jpg" }, { method: "put" }),
    uploader.upload({ filePath: "2.jpg" }, { method: "post" }),
  ];
  await platform.advanceTime(0);
  expect(names(tasks)).toEqual(["failed", "failed"]);
  expect(logins()).toHaveLength(1);
  for (const task of tasks) task.retry();
  await platform.advanceTime(0);
  expect(names(tasks)).toEqual(["done", "done"]);
  expect(logins()).toHaveLength(2);
});

describe("with a token of the app's own back end", () => {
  /** The rejected token of each call. */
  const rejectedTokens = ({ mock }: { readonly mock: { readonly calls: readonly (readonly unknown[])[] } }) =>
    mock.calls.map(([rejected]) => rejected);

  test("calls authorize before each request for signatures, once for all files in it", async () => {
    const authorize = jest.fn(async (_refused?: string) => "own");
    const { uploader, platform, requestLines, valid } = loginFixture({ uploader: { authorize } });
    valid.add("Bearer own");
    uploader.uploadAll(photos(5));
    await platform.advanceTime(10 * 3_600_000);
    uploader.upload({ filePath: "6.jpg" });
    await platform.advanceTime(0);
    expect(rejectedTokens(authorize)).toEqual([undefined, undefined]);
    expect(requestLines()).toEqual(["/post-policy/batch as Bearer own", "/post-policy as Bearer own"]);
  });

  test("sends the request without a token if authorize returns undefined, and passes an empty one after a 401", async () => {
    const tokens = [undefined, "own"];
    const authorize = jest.fn(async (_refused?: string) => tokens.shift());
    const { uploader, platform, requestLines, valid } = loginFixture({ uploader: { authorize } });
    valid.add("Bearer own");
    uploader.upload({ filePath: "1.jpg" });
    await platform.advanceTime(0);
    expect(rejectedTokens(authorize)).toEqual([undefined, ""]);
    expect(requestLines()).toEqual(["/post-policy", "/post-policy as Bearer own"]);
  });

  test("passes a rejected token to authorize, and repeats the request once with another", async () => {
    const tokens = ["old", "new"];
    const authorize = jest.fn(async (_refused?: string) => tokens.shift() ?? "none");
    const { uploader, platform, requestLines, valid } = loginFixture({ uploader: { authorize } });
    valid.add("Bearer new");
    const tasks = uploader.uploadAll(photos(2));
    await platform.advanceTime(0);
    expect(names(tasks)).toEqual(["done", "done"]);
    expect(rejectedTokens(authorize)).toEqual([undefined, "old"]);
    expect(requestLines()).toEqual(["/post-policy/batch as Bearer old", "/post-policy/batch as Bearer new"]);
  });

  test.each<[string, () => Promise<string>, RegExp]>([
    ["rejects", () => Promise.reject(new Error("signed out")), /signed out/],
    [
      "throws",
      () => {
        throw new Error("no session");
      },
      /no session/,
    ],
  ])("fails with login_failed if authorize %s, and sends no request", async (_, authorize, text) => {
    const { uploader, platform, requestLines } = loginFixture({ uploader: { authorize } });
    const task = uploader.upload({ filePath: "1.jpg" });
    await platform.advanceTime(60_000);
    await expect(task.result).rejects.toThrow(UploadError);
    await expect(task.result).rejects.toThrow(text);
    expect(task.state).toMatchObject({ error: { code: "login_failed", stage: "sign", cause: expect.any(Error) } });
    expect(requestLines()).toEqual([]);
  });
});
