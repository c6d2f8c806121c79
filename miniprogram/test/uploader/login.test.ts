import { createUploader, type HttpRequest, UploadError } from "../../src/uploader/index";
import { createWechatLogin } from "../../src/uploader/wechat-login";
import { createFakeCloud, respond } from "../fakes/fake-cloud";
import type { FakePlatformOptions, FakeReply } from "../fakes/fake-platform";
import { type PlatformFixtureOptions, photos, platformFixture, statesOf } from "./platform-fixture";

const problem = (status: number, code: string, headers = {}) => respond(status, JSON.stringify({ code }), headers);
const bearer = ({ header }: HttpRequest) => header?.["Authorization"];

interface Options extends Pick<PlatformFixtureOptions, "uploader" | "files"> {
  readonly onLogin?: FakePlatformOptions["onLogin"];
  /** What the server says to the next logins; after that it logs in. */
  readonly loginFates?: FakeReply[];
}

/** An uploader whose signing server wants a login, and gives `token 1`, `token 2` and so on for its codes. */
function loginFixture({ loginFates = [], onLogin, ...options }: Options = {}) {
  const cloud = createFakeCloud();
  const valid = new Set<string>();
  let count = 0;
  function onRequest(request: HttpRequest): FakeReply {
    if (request.method === "PUT") return cloud.onRequest(request);
    if (request.url.endsWith("/login")) {
      const fate = loginFates.shift();
      if (fate !== undefined) return fate;
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
    /** Tokens that the server takes. */
    valid,
    /** Method, path and token of every request, in order. */
    asked: () =>
      platform.requests.map((request) =>
        [request.url.replace(/^https:\/\/[^/]+|\?.*$/g, ""), bearer(request)].filter(Boolean).join(" as "),
      ),
    logins: () => platform.requests.filter(({ url }) => url.endsWith("/login")).map(({ data }) => data),
  };
}

const names = (tasks: readonly { readonly state: { readonly name: string } }[]) => tasks.map(({ state }) => state.name);

test("a server that wants no login – no code is asked for, and no header is sent", async () => {
  const onLogin = jest.fn(() => "code");
  const { uploader, platform } = platformFixture({ onLogin });
  uploader.uploadAll(photos(2));
  await platform.pass(0);
  expect(onLogin).not.toHaveBeenCalled();
  expect(platform.requests.map(({ header }) => header)).toEqual([{}]);
});

test("five files at once – one login, and the request again with its token", async () => {
  const { uploader, platform, asked, logins } = loginFixture();
  const tasks = uploader.uploadAll(photos(5));
  await platform.pass(0);
  expect(names(tasks)).toEqual(Array(5).fill("done"));
  expect(asked()).toEqual(["/post-policy/batch", "/login", "/post-policy/batch as Bearer token 1"]);
  expect(logins()).toEqual(['{"code":"code 1"}']);
});

test("PUT and forms at the same time – two requests wait for the one login", async () => {
  const { uploader, platform, asked, logins } = loginFixture({ uploader: { concurrency: 4 } });
  const tasks = [
    ...uploader.uploadAll(photos(2), { method: "put" }),
    ...uploader.uploadAll(photos(2), { method: "post" }),
  ];
  await platform.pass(0);
  expect(names(tasks)).toEqual(Array(4).fill("done"));
  expect(logins()).toHaveLength(1);
  expect(asked().filter((path) => path.endsWith("token 1"))).toHaveLength(2);
});

test.each(["put", "post"] as const)("the token never goes to COS, by %s", async (method) => {
  const { uploader, platform } = loginFixture();
  uploader.uploadAll(photos(3), { method });
  await platform.pass(0);
  const toCos = [...platform.requests.filter((request) => request.method === "PUT"), ...platform.forms];
  expect(toCos).toHaveLength(3);
  expect(JSON.stringify(toCos)).not.toContain("token 1");
});

test("later files – the same token, for as long as the server takes it", async () => {
  const { uploader, platform, asked, valid } = loginFixture();
  uploader.upload({ filePath: "1.jpg" });
  await platform.pass(7_169_999);
  uploader.upload({ filePath: "2.jpg" });
  await platform.pass(1);
  valid.clear();
  uploader.upload({ filePath: "3.jpg" });
  await platform.pass(0);
  expect(asked()).toEqual([
    "/post-policy",
    "/login",
    "/post-policy as Bearer token 1",
    "/post-policy as Bearer token 1",
    "/post-policy as Bearer token 1",
    "/login",
    "/post-policy as Bearer token 2",
  ]);
});

test("a token that the server no longer takes – one more login, unseen", async () => {
  const { uploader, platform, asked, valid } = loginFixture();
  uploader.upload({ filePath: "1.jpg" });
  await platform.pass(0);
  valid.clear();
  const task = uploader.upload({ filePath: "2.jpg" });
  const states = statesOf(task);
  await platform.pass(0);
  expect(states).toEqual(["queued", "checking", "signing", "uploading", "done"]);
  expect(asked().slice(3)).toEqual(["/post-policy as Bearer token 1", "/login", "/post-policy as Bearer token 2"]);
});

test("two requests refused, one of them late – one login for both", async () => {
  const { uploader, platform, asked, valid, logins } = loginFixture({ uploader: { concurrency: 4 } });
  uploader.upload({ filePath: "1.jpg" });
  await platform.pass(0);
  valid.clear();
  const { request } = platform;
  platform.request = async (work, sent) => {
    const answer = await request(work, sent);
    if (answer.statusCode === 401 && sent.url.includes("/put-sign")) await platform.delay(work, 1_000);
    return answer;
  };
  uploader.upload({ filePath: "2.jpg" }, { method: "put" });
  uploader.upload({ filePath: "3.jpg" }, { method: "post" });
  await platform.pass(1_000);
  expect(logins()).toHaveLength(2);
  expect(asked().filter((path) => path.endsWith("sign as Bearer token 2"))).toHaveLength(1);
});

test("two requests refused, one of them after the other's login failed – logs in itself", async () => {
  const loginFates: FakeReply[] = [];
  const { uploader, platform, valid } = loginFixture({ loginFates, uploader: { concurrency: 4 } });
  uploader.upload({ filePath: "1.jpg" });
  await platform.pass(0);
  valid.clear();
  loginFates.push(problem(403, "login_refused"));
  const { request } = platform;
  platform.request = async (work, sent) => {
    const answer = await request(work, sent);
    if (answer.statusCode === 401 && sent.url.includes("/put-sign")) await platform.delay(work, 1_000);
    return answer;
  };
  const late = uploader.upload({ filePath: "2.jpg" }, { method: "put" });
  const early = uploader.upload({ filePath: "3.jpg" }, { method: "post" });
  await platform.pass(1_000);
  expect(early.state).toMatchObject({ error: { code: "login_failed", status: 403 } });
  expect(late.state.name).toBe("done");
});

test("a fresh token that is refused too – the refusal, after one login; tried again by hand, another", async () => {
  const { uploader, platform, valid, logins } = loginFixture();
  valid.add = () => valid;
  const task = uploader.upload({ filePath: "1.jpg" });
  await platform.pass(60_000);
  expect(task.state).toMatchObject({ error: { code: "sign_refused", status: 401, remoteCode: "token_expired" } });
  expect(logins()).toHaveLength(1);
  task.retry();
  await platform.pass(60_000);
  expect(task.state.name).toBe("failed");
  expect(logins()).toHaveLength(2);
});

test("a code that the server does not take – a fresh one, once", async () => {
  const { uploader, platform, logins } = loginFixture({ loginFates: [problem(400, "login_code_used")] });
  const task = uploader.upload({ filePath: "1.jpg" });
  await platform.pass(0);
  expect(task.state.name).toBe("done");
  expect(logins()).toEqual(['{"code":"code 1"}', '{"code":"code 2"}']);
});

test.each<[string, FakeReply[], object, number]>([
  [
    "two codes that it does not take",
    [problem(400, "invalid_login_code"), problem(400, "invalid_login_code")],
    { code: "login_failed", status: 400, remoteCode: "invalid_login_code" },
    2,
  ],
  ["403", [problem(403, "login_refused")], { code: "login_failed", status: 403, remoteCode: "login_refused" }, 1],
  ["a web page", [respond(200, "<html>")], { code: "sign_answer_html" }, 1],
  ["a redirect", [respond(302)], { code: "sign_redirected" }, 1],
  ["no token", [respond(200, '{"expiresInSeconds":7200}')], { code: "bad_sign_answer" }, 1],
  ["no life", [respond(200, '{"token":"t"}')], { code: "bad_sign_answer" }, 1],
])("a login answered with %s – fails every file with its code, and is not repeated", async (_, fates, error, count) => {
  const { uploader, platform, logins } = loginFixture({ loginFates: fates });
  const tasks = uploader.uploadAll(photos(3));
  await platform.pass(60_000);
  for (const { state } of tasks) expect(state).toMatchObject({ name: "failed", error: { stage: "sign", ...error } });
  expect(logins()).toHaveLength(count);
  expect(platform.forms).toEqual([]);
});

test.each([429, 503])("a login answered %i – again after its Retry-After, with a new code", async (status) => {
  const { uploader, platform, logins } = loginFixture({
    loginFates: [problem(status, "login_unavailable", { "retry-after": "5" })],
  });
  const tasks = uploader.uploadAll(photos(3));
  await platform.pass(4_999);
  expect(names(tasks)).toEqual(Array(3).fill("retrying"));
  expect(tasks[0]?.state).toMatchObject({ error: { code: "login_failed", status } });
  await platform.pass(1_001);
  expect(names(tasks)).toEqual(Array(3).fill("done"));
  expect(logins()).toEqual(['{"code":"code 1"}', '{"code":"code 2"}']);
});

test.each<FakeReply>(["network", "timeout"])("a login lost to %s – again, with a new code", async (fate) => {
  const { uploader, platform, logins } = loginFixture({ loginFates: [fate] });
  const task = uploader.upload({ filePath: "1.jpg" });
  await platform.pass(1_000);
  expect(task.state.name).toBe("done");
  expect(logins()).toEqual(['{"code":"code 1"}', '{"code":"code 2"}']);
});

test("a server that has no login of its own – its refusal stands", async () => {
  const { uploader, platform, asked } = loginFixture({ loginFates: [respond(404)] });
  const task = uploader.upload({ filePath: "1.jpg" });
  await platform.pass(60_000);
  expect(task.state).toMatchObject({ error: { code: "sign_refused", status: 401, remoteCode: "login_required" } });
  expect(asked()).toEqual(["/post-policy", "/login", "/post-policy"]);
});

test("WeChat gives no code – login_failed; the next file asks anew", async () => {
  const said = [new UploadError("login_failed", "login:fail")];
  const { uploader, platform } = loginFixture({ onLogin: () => said.shift() ?? "code" });
  const task = uploader.upload({ filePath: "1.jpg" });
  await platform.pass(0);
  expect(task.state).toMatchObject({ error: { code: "login_failed", stage: "sign", message: "login:fail" } });
  const next = uploader.upload({ filePath: "2.jpg" });
  await platform.pass(0);
  expect(next.state.name).toBe("done");
});

test("cancelled while it logs in – the other files go on with that login", async () => {
  const { uploader, platform, logins } = loginFixture({ uploader: { concurrency: 4 } });
  const [put, post] = [
    uploader.upload({ filePath: "1.jpg" }, { method: "put" }),
    uploader.upload({ filePath: "2.jpg" }, { method: "post" }),
  ];
  platform.loginCode = async () => {
    put?.cancel();
    return "slow";
  };
  await platform.pass(0);
  expect(names([put, post])).toEqual(["cancelled", "done"]);
  expect(logins()).toEqual(['{"code":"slow"}']);
});

test("cancelled while it logs in – the login goes on, and another uploader with it waits for the same", async () => {
  const { platform, logins, valid } = loginFixture();
  const authorize = createWechatLogin({ serverUrl: "https://sign.example.com", platform });
  const create = () => createUploader({ serverUrl: "https://sign.example.com", platform, authorize });
  const { loginCode } = platform;
  platform.loginCode = async (work, timeout) => {
    await platform.delay(work, 1_000);
    return loginCode(work, timeout);
  };
  const [first, other] = [create(), create()];
  first.upload({ filePath: "1.jpg" });
  await platform.pass(500);
  first.cancelAll();
  const task = other.upload({ filePath: "2.jpg" });
  await platform.pass(500);
  expect(task.state.name).toBe("done");
  expect(logins()).toHaveLength(1);
  expect(valid.size).toBe(1);
});

test("a login that failed – the next request that is refused logs in again, and one that waited fails with it", async () => {
  const { uploader, platform, logins } = loginFixture({
    loginFates: [problem(403, "login_refused")],
    uploader: { concurrency: 4 },
  });
  const tasks = [
    uploader.upload({ filePath: "1.jpg" }, { method: "put" }),
    uploader.upload({ filePath: "2.jpg" }, { method: "post" }),
  ];
  await platform.pass(0);
  expect(names(tasks)).toEqual(["failed", "failed"]);
  expect(logins()).toHaveLength(1);
  for (const task of tasks) task.retry();
  await platform.pass(0);
  expect(names(tasks)).toEqual(["done", "done"]);
  expect(logins()).toHaveLength(2);
});

describe("with a token of one's own back end", () => {
  /** The refused token of each call. */
  const refusedOf = ({ mock }: { readonly mock: { readonly calls: readonly (readonly unknown[])[] } }) =>
    mock.calls.map(([refused]) => refused);

  test("it is asked for before each request for signatures, once for all files of that", async () => {
    const authorize = jest.fn(async (_refused?: string) => "own");
    const { uploader, platform, asked, valid } = loginFixture({ uploader: { authorize } });
    valid.add("Bearer own");
    uploader.uploadAll(photos(5));
    await platform.pass(10 * 3_600_000);
    uploader.upload({ filePath: "6.jpg" });
    await platform.pass(0);
    expect(refusedOf(authorize)).toEqual([undefined, undefined]);
    expect(asked()).toEqual(["/post-policy/batch as Bearer own", "/post-policy as Bearer own"]);
  });

  test("undefined – the request goes without; after a 401 it is asked again, with an empty one as refused", async () => {
    const tokens = [undefined, "own"];
    const authorize = jest.fn(async (_refused?: string) => tokens.shift());
    const { uploader, platform, asked, valid } = loginFixture({ uploader: { authorize } });
    valid.add("Bearer own");
    uploader.upload({ filePath: "1.jpg" });
    await platform.pass(0);
    expect(refusedOf(authorize)).toEqual([undefined, ""]);
    expect(asked()).toEqual(["/post-policy", "/post-policy as Bearer own"]);
  });

  test("a refused one is told, and another is asked for once", async () => {
    const tokens = ["old", "new"];
    const authorize = jest.fn(async (_refused?: string) => tokens.shift() ?? "none");
    const { uploader, platform, asked, valid } = loginFixture({ uploader: { authorize } });
    valid.add("Bearer new");
    const tasks = uploader.uploadAll(photos(2));
    await platform.pass(0);
    expect(names(tasks)).toEqual(["done", "done"]);
    expect(refusedOf(authorize)).toEqual([undefined, "old"]);
    expect(asked()).toEqual(["/post-policy/batch as Bearer old", "/post-policy/batch as Bearer new"]);
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
  ])("authorize that %s – login_failed, and nothing is asked of the server", async (_, authorize, text) => {
    const { uploader, platform, asked } = loginFixture({ uploader: { authorize } });
    const task = uploader.upload({ filePath: "1.jpg" });
    await platform.pass(60_000);
    await expect(task.result).rejects.toThrow(UploadError);
    await expect(task.result).rejects.toThrow(text);
    expect(task.state).toMatchObject({ error: { code: "login_failed", stage: "sign", cause: expect.any(Error) } });
    expect(asked()).toEqual([]);
  });
});
