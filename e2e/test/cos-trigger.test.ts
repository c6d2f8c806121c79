import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { cosEventOf } from "../../server/test/support/cos-event.ts";
import {
  startWebhookReceiver,
  WEBHOOK_SECRET,
  type WebhookReceiver,
} from "../../server/test/support/webhook-receiver.ts";
import { complete, putParts, startUpload } from "../clients/multipart.ts";
import { createUser, type StackUser } from "../clients/stored-uploads.ts";
import { type BuiltProgram, startBuilt } from "../stack/built-server.ts";
import { repositoryFolder } from "../stack/repository.ts";
import { sampleBytes } from "../stack/sample-files.ts";

// What `npm start` runs, with a queue in memory, and the function for SCF as it would run there.

const SECRET = "the-secret-of-cos-events-0123456789";
const PHOTO = sampleBytes("jpg", 2_000, "a trigger");
const RUN = `require(${JSON.stringify(join(repositoryFolder(), "deploy/scf/cos-trigger/index.js"))})
  .main_handler(JSON.parse(process.argv[1]))
  .then((result) => console.log(JSON.stringify(result)), (error) => { console.error(error.message); process.exitCode = 1; });`;

let directory: string;
let receiver: WebhookReceiver;
let server: BuiltProgram;
let serverUrl: string;
let anybody: StackUser;

beforeAll(async () => {
  [directory, receiver] = await Promise.all([mkdtemp(join(tmpdir(), "cos-trigger-")), startWebhookReceiver()]);
  server = await startBuilt({
    program: "development/dist/main.js",
    cwd: directory,
    env: {
      PORT: "0",
      LOCAL_COS_PORT: "0",
      WEBHOOK_URL: receiver.url,
      WEBHOOK_SECRET,
      COS_EVENTS_SECRET: SECRET,
    },
    addressCount: 1,
  });
  serverUrl = `http://${server.addresses[0]}`;
  anybody = createUser(serverUrl);
});
afterAll(async () => {
  await server.stop("SIGTERM");
  await receiver.close();
  await rm(directory, { recursive: true });
});

/** Runs the function once, as SCF does. */
async function runFunction(event: unknown, env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ["-e", RUN, JSON.stringify(event)], {
    env: {
      PATH: process.env["PATH"],
      SERVER_URL: serverUrl,
      COS_EVENTS_SECRET: SECRET,
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { stdout, stderr, exitCode };
}

test("a phone that dies after its upload: the trigger's event queues the webhook, and a late confirm repeats nothing", async () => {
  const key = await anybody.upload("jpg", PHOTO);
  const { stdout, exitCode } = await runFunction(cosEventOf(key));
  expect([stdout, exitCode]).toEqual(['{"queued":1,"missing":0,"rejected":0,"ignored":0}\n', 0]);
  const [delivery] = await receiver.waitFor(1);
  expect(delivery?.payload).toMatchObject({ type: "upload.stored", data: { cosKey: key, bytes: PHOTO.length } });
  await anybody.confirm([key]);
  const next = await anybody.upload("jpg", PHOTO);
  await anybody.confirm([next]);
  await receiver.waitFor(2);
  expect(receiver.received.map(({ payload }) => payload.data["cosKey"])).toEqual([key, next]);
});

test("complete, three confirms and an event of one object: one webhook", async () => {
  const before = receiver.received.length;
  const video = sampleBytes("mp4", 3_000, "a trigger");
  const upload = await startUpload(serverUrl, { ext: "mp4", size: video.length });
  await putParts(serverUrl, upload, video);
  await complete(serverUrl, upload.uploadToken);
  for (let time = 1; time <= 3; time += 1) await anybody.confirm([upload.cosKey]);
  await runFunction(cosEventOf(upload.cosKey, { name: "cos:ObjectCreated:CompleteMultipartUpload" }));
  const next = await anybody.upload("jpg", PHOTO);
  await anybody.confirm([next]);
  await receiver.waitFor(before + 2);
  const keys = receiver.received.slice(before).map(({ payload }) => payload.data["cosKey"]);
  expect(keys).toEqual([upload.cosKey, next]);
});

test("an event that the server rejects is not repeated, and SCF is notified", async () => {
  const { stderr, exitCode } = await runFunction(cosEventOf("a"), { COS_EVENTS_SECRET: "another-secret" });
  expect([stderr, exitCode]).toEqual([expect.stringContaining("invalid_events_secret"), 1]);
});

test("what is no event of COS, and a function that is not configured, fail", async () => {
  expect((await runFunction({ body: "{}" })).stderr).toContain("no event of a COS trigger");
  expect((await runFunction(cosEventOf("a"), { SERVER_URL: "" })).stderr).toContain("set SERVER_URL");
});

test("a server that is away gets three attempts, without the uploader's signature; then the function fails", async () => {
  const bodies: string[] = [];
  const away = createServer(async (req, res) => {
    bodies.push(await text(req));
    res.writeHead(503).end("later");
  }).listen(0, "127.0.0.1");
  await once(away, "listening");
  const address = away.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const { stderr, exitCode } = await runFunction(cosEventOf("a"), {
    SERVER_URL: `http://127.0.0.1:${address.port}/api`,
  });
  away.closeAllConnections();
  away.close();
  expect([stderr, exitCode]).toEqual([expect.stringContaining("responded with 503: later"), 1]);
  expect(bodies).toHaveLength(3);
  expect(bodies.join()).not.toContain("q-signature");
});
