import request from "supertest";
import { type ProblemCode, ProblemError } from "../../src/errors.ts";
import { OBJECT_PATHS } from "../../src/http/object-routes.ts";
import { createLimits } from "../../src/limits/create-limits.ts";
import { createProofs } from "../../src/proofs/proofs.ts";
import type { HandleCosEvent } from "../../src/webhooks/cos-events.ts";
import { BAD_BODIES, json } from "../support/bad-requests.ts";
import { cosEventOf } from "../support/cos-event.ts";
import { BUCKET, NOW_MS, type TestAppOptions } from "../support/test-app.ts";
import { cosError } from "../support/test-multipart.ts";
import { createProofKeys, createTestObjects, LIS_KEY, type TestObjectsOptions } from "../support/test-objects.ts";
import { answerOf } from "../support/wire.ts";
import {
  type Ask,
  askPathBrokenly,
  type Conversation,
  conversation,
  type Exchange,
  REFUSALS,
  rejecting,
  type TestServer,
  UNREACHABLE,
} from "./exchanges.ts";

const POST_PATHS = OBJECT_PATHS.filter((path) => path !== "/uploads" && path !== "/.well-known/jwks.json");
const LATER = new ProblemError("credentials_unavailable", "later", { headers: { "Retry-After": "5" } });

const withUser = (options: TestObjectsOptions = {}): TestAppOptions => ({
  authenticator: () => "li",
  objects: createTestObjects(options),
  proofs: createProofs({ keys: createProofKeys(), bucket: BUCKET, now: () => NOW_MS }),
});

/** What the COS of a server does with every call. */
const FAULTS: ReadonlyArray<readonly [what: string, options: TestObjectsOptions]> = [
  ["COS is busy", { send: ({ action }) => Promise.reject(cosError(action, 503, "SlowDown")) }],
  ["COS denies", { send: ({ action }) => Promise.reject(cosError(action, 403, "AccessDenied")) }],
  ["no credentials", { send: () => Promise.reject(LATER), readingCredentials: () => Promise.reject(LATER) }],
  [
    "a fault of the server",
    {
      send: () => Promise.reject(new Error("a fault")),
      readingCredentials: () => Promise.reject(new Error("a fault")),
    },
  ],
];

/** Every outcome of the routes for stored objects. */
export async function converseAboutObjects(): Promise<Conversation[]> {
  const limits = createLimits({ requestsPerMinute: 1e6, filesPerDay: 1e6, bytesPerDay: 1e15 });
  const ofFaults = FAULTS.map(([what, options]) => conversation(withUser(options), ask(what)));
  const ofRefusals = REFUSALS.map((authenticator) => conversation({ ...withUser(), authenticator }, ask("a login")));
  return [
    await conversation({ ...withUser(), limits }, ask("good")),
    await conversation({}, ask("no keys")),
    await conversation({ objects: createTestObjects() }, ask("nobody")),
    await conversation({ ...withUser(), limits: rejecting("requests") }, ask("no more requests")),
    await conversation({ ...withUser(), limits: UNREACHABLE }, ask("Redis away")),
    ...(await Promise.all(ofFaults)),
    ...(await Promise.all(ofRefusals)),
    ...(await Promise.all(EVENT_HANDLERS.map(([what, handle]) => conversation(withEvents(handle), askEvent(what))))),
    await conversation(withEvents(WELL), askEventBadly),
    await conversation(withUser(), askBadly),
    await conversation(withUser(), async function* (server) {
      for (const path of POST_PATHS) yield* askPathBrokenly(server, path, "post");
      for (const path of ["/uploads", "/.well-known/jwks.json"]) yield* askPathBrokenly(server, path, "get");
    }),
  ];
}

const EVENTS_SECRET = "the-secret-of-cos-events-0123456789";
const WELL: HandleCosEvent = async () => ({ queued: 1, missing: 0, rejected: 0, ignored: 0 });
const withEvents = (handle: HandleCosEvent): TestAppOptions => ({ cosEvents: { secret: EVENTS_SECRET, handle } });
const failWith = (error: Error) => () => Promise.reject(error);
const later = (code: ProblemCode) => failWith(new ProblemError(code, "later", { headers: { "Retry-After": "5" } }));

/** What a server does with an event of COS. */
const EVENT_HANDLERS: ReadonlyArray<readonly [what: string, handle: HandleCosEvent]> = [
  ["good", WELL],
  ["no credentials", later("credentials_unavailable")],
  ["COS is busy", later("cos_unavailable")],
  ["the queue is away", later("queue_unavailable")],
  ["a fault of the server", failWith(new Error("a fault"))],
];

const postEvent = async (url: string, body: string, query = "", secret = EVENTS_SECRET) =>
  answerOf(
    await request(url)
      .post(`/events/cos${query}`)
      .set({ "Content-Type": "application/json", "X-Events-Secret": secret })
      .send(body),
  );

function askEvent(what: string): Ask {
  return async function* ({ url }) {
    const answer = await postEvent(url, JSON.stringify(cosEventOf(LIS_KEY)));
    yield { what, method: "post", path: "/events/cos", answer };
  };
}

async function* askEventBadly(server: TestServer): AsyncGenerator<Exchange> {
  const { url } = server;
  const meant = { method: "post", path: "/events/cos" };
  const event = JSON.stringify(cosEventOf(LIS_KEY));
  yield { ...meant, what: "another secret", answer: await postEvent(url, event, "", "another") };
  for (const query of ["?a=%ZZ", "?a=1&a=2", "?a=1"]) {
    yield { ...meant, what: query, answer: await postEvent(url, event, query) };
  }
  for (const body of ["{", "{}", JSON.stringify({ Records: [], padding: "x".repeat(65_536) })]) {
    yield { ...meant, what: body.slice(0, 20), answer: await postEvent(url, body) };
  }
  const asText = request(url)
    .post("/events/cos")
    .set({ "Content-Type": "text/plain", "X-Events-Secret": EVENTS_SECRET });
  yield { ...meant, what: "text", answer: answerOf(await asText.send(event)) };
  yield* askPathBrokenly(server, "/events/cos", "post");
}

function ask(what: string): Ask {
  return async function* ({ url }) {
    const keys = [LIS_KEY, LIS_KEY.replace("0001", "0002")];
    for (const path of POST_PATHS) {
      yield { what, method: "post", path, answer: answerOf(await json(JSON.stringify({ keys }))(url, path)) };
    }
    for (const path of ["/uploads", "/.well-known/jwks.json"]) {
      yield { what, method: "get", path, answer: answerOf(await request(url).get(path)) };
      yield { what: `${what}, HEAD`, method: "get", path, answer: answerOf(await request(url).head(path)) };
    }
  };
}

async function* askBadly({ url }: TestServer): AsyncGenerator<Exchange> {
  for (const path of POST_PATHS) {
    const bodies = [
      { keys: [LIS_KEY.replace("/li/", "/zhao/")] },
      { keys: [] },
      { keys: [LIS_KEY, LIS_KEY] },
      { keys: [7] },
    ];
    for (const body of bodies) {
      const answer = answerOf(await json(JSON.stringify(body))(url, path));
      yield { what: JSON.stringify(body), method: "post", path, answer };
    }
    for (const [what, send] of BAD_BODIES)
      yield { what, method: "post", path, answer: answerOf(await send(url, path)) };
    for (const query of ["?a=%ZZ", "?a=1&a=2", "?a=1"]) {
      yield { what: query, method: "post", path, answer: answerOf(await json("{}")(url, path + query)) };
    }
  }
  const path = "/uploads";
  for (const query of [
    "?limit=0",
    "?limit=101",
    "?limit=",
    "?cursor=x",
    "?cursor=",
    "?a=1",
    "?a=%ZZ",
    "?limit=1&limit=2",
  ]) {
    yield { what: query, method: "get", path, answer: answerOf(await request(url).get(path + query)) };
  }
  for (const field of [{ thumbnailWidth: 0 }, { filename: "a/b" }, { filename: "" }, { filename: "a\u0000" }]) {
    const answer = answerOf(await json(JSON.stringify({ keys: [LIS_KEY], ...field }))(url, "/downloads"));
    yield { what: JSON.stringify(field), method: "post", path: "/downloads", answer };
  }
}
