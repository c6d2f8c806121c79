import request from "supertest";
import type { Authenticator } from "../../src/auth/authenticator.ts";
import { code2SessionError } from "../../src/auth/code2session-errors.ts";
import { invalidToken, repeatedAuthorization, tokenExpired } from "../../src/auth/rejections.ts";
import type { CosAction } from "../../src/cos/cos-error.ts";
import { ProblemError } from "../../src/errors.ts";
import { MULTIPART_PATHS } from "../../src/http/multipart-routes.ts";
import { createLimits } from "../../src/limits/create-limits.ts";
import { type LimitResult, LimitStoreError } from "../../src/limits/limit.ts";
import type { UploadLimits } from "../../src/limits/upload-limits.ts";
import { createUploadTokens, type UploadGrant } from "../../src/multipart/upload-token.ts";
import type { OpenApiDocument } from "../../src/openapi/openapi-document.ts";
import { BAD_BODIES, BAD_QUERIES, json } from "../support/bad-requests.ts";
import type { WireResponse } from "../support/document-checker.ts";
import { BUCKET, CREDENTIALS, NOW_MS, NOW_SECONDS, startTestServer, type TestAppOptions } from "../support/test-app.ts";
import { cosError, type TestMultipartOptions, UPLOAD_TOKEN_KEY } from "../support/test-multipart.ts";
import { answerOf, sendBytes, sendManyAtOnce, sendTooSlowly } from "../support/wire.ts";

/** A request, and what came back. `method` is that of the route it was meant for. */
export interface Exchange {
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly answer: WireResponse;
}

/** One server's own document, and its responses. */
export interface Conversation {
  readonly document: OpenApiDocument;
  readonly exchanges: readonly Exchange[];
}

export type TestServer = Awaited<ReturnType<typeof startTestServer>>;
export type Ask = (server: TestServer) => AsyncGenerator<Exchange>;

const QUERY_PATHS = ["/put-sign", "/post-policy"];
const BATCH_PATHS = ["/put-sign/batch", "/post-policy/batch"];
const OTHER_PATHS = ["/healthz", "/readyz", "/openapi.json"];
const GOOD_QUERY = "?ext=jpg&size=1000";
const GOOD_BODY = json('{"files":[{"ext":"jpg","size":1000},{"ext":"MP4","size":1}]}');
const WITHOUT_SIZE = json('{"files":[{"ext":"jpg"}]}');

const unavailable = () =>
  Promise.reject(new ProblemError("credentials_unavailable", "later", { headers: { "Retry-After": "5" } }));

const fail = () => Promise.reject(new Error("unavailable"));

/** The responses of code2Session, one for each code. The last is the operator's fault. */
const ERRCODES = ["40029", "40163", "40226", "45011", "-1", "40125"];

const WITH_LOGIN: TestAppOptions = {
  authenticator: () => "li",
  logIn: async (code) => {
    if (ERRCODES.includes(code)) throw code2SessionError(Number(code), "as WeChat says");
    return { owner: "li", token: "a.b.c", lifetimeSeconds: 900, expiresSeconds: NOW_SECONDS + 900 };
  },
};

/** Every way in which a bearer token is no good. */
export const REFUSALS: readonly Authenticator[] = [
  () => undefined,
  () => Promise.reject(invalidToken("it is forged")),
  () => Promise.reject(tokenExpired()),
  () => Promise.reject(repeatedAuthorization()),
  () => Promise.reject(new ProblemError("jwks_unavailable", "later", { headers: { "Retry-After": "5" } })),
];

/** Every kind of request that the server documents, good and bad, to servers of every kind, over HTTP. */
export async function converse(): Promise<Conversation[]> {
  const limits = createLimits({ requestsPerMinute: 1e6, filesPerDay: 1e6, bytesPerDay: 1e15 });
  return [
    await conversation({ limits }, askWell),
    await conversation({ credentials: { ...CREDENTIALS, securityToken: "token" } }, askWell),
    await conversation({}, askBadly),
    await conversation({}, askBrokenly),
    await conversation({}, askWithoutSize),
    await conversation({ requireSize: true }, askWithoutSize),
    await conversation({ limits: rejecting("requests") }, askWell),
    await conversation({ limits: rejecting("files") }, askWell),
    await conversation({ limits: rejecting("bytes") }, askWell),
    await conversation({ limits: UNREACHABLE }, askWell),
    await conversation({ signerOptions: { credentials: fail } }, askWell),
    await conversation({ signerOptions: { credentials: unavailable } }, askWell),
    ...(await Promise.all(REFUSALS.map((refuse) => conversation({ authenticator: refuse }, askWell)))),
    await conversation(WITH_LOGIN, askWell),
    await conversation(WITH_LOGIN, askToLogIn),
    await conversation({ ...WITH_LOGIN, limits: rejecting("requests") }, askToLogIn),
    await conversation({ ...WITH_LOGIN, limits: UNREACHABLE }, askToLogIn),
    ...(await converseInParts(limits)),
    await conversation({ readinessChecks: [{ name: "credentials", check: fail }] }, askWell),
  ];
}

/** Every outcome of uploads in parts. */
async function converseInParts(limits: UploadLimits | undefined): Promise<Conversation[]> {
  const refusing = await Promise.all(
    REFUSALS.map((refuse) => conversation({ authenticator: refuse }, askInParts("a user's token"))),
  );
  const byCos = await Promise.all(
    COS_FAULTS.map((multipartOptions) => conversation({ multipartOptions }, askInParts("a fault of COS"))),
  );
  const limited = ["requests", "files", "bytes"] as const;
  return [
    ...refusing,
    ...byCos,
    await conversation({ limits }, askInParts("good")),
    ...(await Promise.all(
      limited.map((name) => conversation({ limits: rejecting(name) }, askInParts(`no more ${name}`))),
    )),
    await conversation({ limits: UNREACHABLE }, askInParts("Redis away")),
    await conversation({ signerOptions: { credentials: fail } }, askInParts("no credentials")),
    await conversation({ signerOptions: { credentials: unavailable } }, askInParts("no credentials")),
    await conversation({ multipart: { missingVariables: ["UPLOAD_TOKEN_KEYS"] } }, askInParts("no keys")),
    await conversation({}, askInPartsBadly),
    await conversation({}, async function* (server) {
      for (const path of MULTIPART_PATHS) yield* askPathBrokenly(server, path, "post");
    }),
  ];
}

const GRANT = {
  key: "uploads/a.mp4",
  uploadId: "1479abc",
  size: 1_000,
  partBytes: 1024 ** 2,
  contentType: "video/mp4",
  owner: undefined,
  expiresSeconds: NOW_SECONDS + 60,
};

const tokenOf = (grant: Partial<UploadGrant> = {}) =>
  createUploadTokens({ keys: [UPLOAD_TOKEN_KEY], bucket: BUCKET, now: () => NOW_MS }).issue({ ...GRANT, ...grant });

/** Rejects every call of COS. */
function brokenCos(fault: (action: CosAction) => unknown): TestMultipartOptions {
  const call = (action: CosAction) => () => Promise.reject(fault(action));
  return {
    cos: {
      initiate: call("InitiateMultipartUpload"),
      listParts: call("ListParts"),
      complete: call("CompleteMultipartUpload"),
      abort: call("AbortMultipartUpload"),
      head: call("HeadObject"),
    },
  };
}

const gone = (action: CosAction, status: number, code: string) => () => Promise.reject(cosError(action, status, code));

const COS_FAULTS: readonly TestMultipartOptions[] = [
  brokenCos((action) => cosError(action, 503, "SlowDown")),
  brokenCos((action) => cosError(action, 403, "AccessDenied")),
  brokenCos(() => new Error("a fault of the server")),
  brokenCos(() => new ProblemError("credentials_unavailable", "later", { headers: { "Retry-After": "5" } })),
  {
    cos: {
      initiate: gone("InitiateMultipartUpload", 409, "FileAlreadyExists"),
      listParts: gone("ListParts", 404, "NoSuchUpload"),
      head: async () => undefined,
    },
  },
  { cos: { listParts: async () => [] } },
  { cos: { head: async () => ({ bytes: 1, contentType: "", etag: "", crc64: "1", lastModifiedMs: Number.NaN }) } },
  { isSlow: true, cos: { complete: () => new Promise(() => {}) } },
];

function askInParts(what: string): Ask {
  return async function* ({ url }) {
    const uploadToken = await tokenOf();
    const start = json('{"ext":"mp4","size":1000}');
    yield {
      what,
      method: "post",
      path: "/multipart",
      answer: answerOf(await start(url, "/multipart").set("Idempotency-Key", "a-1")),
    };
    const bodies = [
      ["/multipart/parts", { uploadToken, partNumbers: [1] }],
      ["/multipart/complete", { uploadToken }],
      ["/multipart/abort", { uploadToken }],
      ["/multipart/list", { uploadToken }],
    ] as const;
    for (const [path, body] of bodies) {
      const answer = answerOf(await json(JSON.stringify(body))(url, path));
      yield { what, method: "post", path, answer };
    }
  };
}

async function* askInPartsBadly({ url }: TestServer): AsyncGenerator<Exchange> {
  const tokens = [await tokenOf({ expiresSeconds: NOW_SECONDS - 60 }), await tokenOf({ owner: "li" }), "a.b.c", "", 7];
  const good = await tokenOf();
  const fields = { partNumbers: [1] };
  const bodies: ReadonlyArray<readonly [path: string, body: object]> = [
    ...tokens.flatMap((uploadToken) => [
      ["/multipart/parts", { uploadToken, ...fields }] as const,
      ...["/multipart/complete", "/multipart/abort", "/multipart/list"].map((path) => [path, { uploadToken }] as const),
    ]),
    ...[[], [0], [1, 1], [2], [10_001], ["1"], "1"].map(
      (partNumbers) => ["/multipart/parts", { uploadToken: good, partNumbers }] as const,
    ),
    ["/multipart/parts", { uploadToken: good, ...fields, md5s: ["0"] }],
    ["/multipart/parts", { uploadToken: good, ...fields, md5s: [] }],
    ["/multipart/complete", { uploadToken: good, crc64: "01" }],
    ...["{}", '{"ext":"mp4","size":0}', '{"ext":"exe","size":1}', '{"ext":"mp4","size":1073741825}'].map(
      (text) => ["/multipart", JSON.parse(text)] as const,
    ),
    ["/multipart", { ext: "mp4", size: 1_000 }],
    ["/multipart", { ext: "mp4" }],
  ];
  for (const [path, body] of bodies) {
    const sent = json(JSON.stringify(body))(url, path);
    const hasKey = "size" in body && body.size !== 1_000;
    if (hasKey) sent.set("Idempotency-Key", "a-1");
    yield { what: JSON.stringify(body), method: "post", path, answer: answerOf(await sent) };
  }
  for (const path of MULTIPART_PATHS) {
    for (const [what, send] of BAD_BODIES) {
      yield { what, method: "post", path, answer: answerOf(await send(url, path)) };
    }
    for (const query of ["?a=%ZZ", "?a=1&a=2", "?a=1"]) {
      const answer = answerOf(await json("{}")(url, path + query));
      yield { what: query, method: "post", path, answer };
    }
  }
}

export async function conversation(options: TestAppOptions, ask: Ask): Promise<Conversation> {
  const server = await startTestServer({ allowedHosts: ["a"], ...options });
  try {
    const exchanges: Exchange[] = [];
    for await (const exchange of ask(server)) exchanges.push(exchange);
    return { document: (await request(server.url).get("/openapi.json")).body, exchanges };
  } finally {
    await server.close();
  }
}

async function* askWell({ url }: TestServer): AsyncGenerator<Exchange> {
  for (const path of [...QUERY_PATHS, ...OTHER_PATHS]) {
    const query = QUERY_PATHS.includes(path) ? GOOD_QUERY : "";
    yield { what: "good", method: "get", path, answer: answerOf(await request(url).get(path + query)) };
    yield { what: "HEAD", method: "get", path, answer: answerOf(await request(url).head(path + query)) };
  }
  for (const path of BATCH_PATHS)
    yield { what: "good", method: "post", path, answer: answerOf(await GOOD_BODY(url, path)) };
}

async function* askBadly({ url }: TestServer): AsyncGenerator<Exchange> {
  for (const path of QUERY_PATHS) {
    for (const [what, query] of BAD_QUERIES)
      yield { what, method: "get", path, answer: answerOf(await request(url).get(path + query)) };
  }
  for (const path of BATCH_PATHS) {
    for (const [what, send] of BAD_BODIES)
      yield { what, method: "post", path, answer: answerOf(await send(url, path)) };
    for (const query of ["?a=%ZZ", "?a=1&a=2"])
      yield { what: query, method: "post", path, answer: answerOf(await GOOD_BODY(url, path + query)) };
    const md5 = await json('{"files":[{"ext":"jpg","size":1,"md5":"0"}]}')(url, path);
    yield { what: "a bad md5", method: "post", path, answer: answerOf(md5) };
  }
  for (const path of ["/", "/sts", "/put-sign/x"])
    yield { what: "no route", method: "get", path, answer: answerOf(await request(url).get(path)) };
}

async function* askWithoutSize({ url }: TestServer): AsyncGenerator<Exchange> {
  const what = "without a size";
  for (const path of QUERY_PATHS)
    yield { what, method: "get", path, answer: answerOf(await request(url).get(`${path}?ext=jpg`)) };
  for (const path of BATCH_PATHS) yield { what, method: "post", path, answer: answerOf(await WITHOUT_SIZE(url, path)) };
}

/** What never gets as far as a route, or to the wrong end of one. */
async function* askBrokenly(server: TestServer): AsyncGenerator<Exchange> {
  for (const path of [...QUERY_PATHS, ...BATCH_PATHS, ...OTHER_PATHS]) {
    yield* askPathBrokenly(server, path, BATCH_PATHS.includes(path) ? "post" : "get");
  }
}

type Listening = Pick<TestServer, "url" | "port" | "server">;

export async function* askPathBrokenly(
  { url, port, server }: Listening,
  path: string,
  method: string,
): AsyncGenerator<Exchange> {
  const line = `${method.toUpperCase()} ${path} HTTP/1.1`;
  const elsewhere = `${line}\r\nHost: b\r\nConnection: close\r\n\r\n`;
  yield { what: "another's name", method, path, answer: await sendBytes(port, elsewhere) };
  const start = `${line}\r\nHost: a\r\n`;
  const twoLengths = `${start}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`;
  yield { what: "bad HTTP", method, path, answer: await sendBytes(port, twoLengths) };
  const expecting = `${start}Expect: foo\r\nConnection: close\r\n\r\n`;
  yield { what: "an expectation", method, path, answer: await sendBytes(port, expecting) };
  const tooLarge = `${start}X-A: ${"a".repeat(17_000)}\r\n\r\n`;
  yield { what: "33 at once", method, path, answer: await sendManyAtOnce(port, `${start}\r\n`, 33) };
  yield { what: "large headers", method, path, answer: await sendBytes(port, tooLarge) };
  yield { what: "slow", method, path, answer: await sendTooSlowly(server, port, path) };
  yield { what: "DELETE", method, path, answer: answerOf(await request(url).delete(path)) };
}

async function* askToLogIn({ url, port, server }: TestServer): AsyncGenerator<Exchange> {
  const at = { method: "post", path: "/login" };
  for (const code of ["good", ...ERRCODES]) {
    yield { ...at, what: `code ${code}`, answer: answerOf(await json(JSON.stringify({ code }))(url, "/login")) };
  }
  for (const [what, send] of BAD_BODIES) yield { ...at, what, answer: answerOf(await send(url, "/login")) };
  yield* askPathBrokenly({ url, port, server }, "/login", "post");
}

export const UNREACHABLE: UploadLimits = {
  consumeRequest: () => Promise.reject(new LimitStoreError("Redis did not respond")),
  consumeUpload: () => Promise.reject(new LimitStoreError("Redis did not respond")),
};

export function rejecting(name: LimitResult["policy"]["name"]): UploadLimits {
  const policy = { name, quota: 1, windowSeconds: 60 };
  const results = [{ policy, allowed: false, remaining: 0, resetSeconds: 60 }];
  return {
    consumeRequest: async () => (name === "requests" ? results : []),
    consumeUpload: async () => ({ results, confirm: () => {}, refund: async () => {} }),
  };
}
