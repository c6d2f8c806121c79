import fc from "fast-check";
import { type HttpRequest, isOver, type UploadState, type UploadTask } from "../../src/uploader/index";
import { cosRejection, createFakeCloud, respond, type UploadOutcome } from "../fakes/fake-cloud";
import type { FakeReply } from "../fakes/fake-platform";
import { JPEG, photos, platformFixture } from "./platform-fixture";
import { json, keysIn, STORED } from "./uploads/uploads-fixture";

type Name = UploadState["name"];

/** Every state that may follow each state. */
const NEXT: Readonly<Record<Name, readonly Name[]>> = {
  queued: ["checking", "signing", "uploading", "waiting_for_network", "waiting_for_foreground", "cancelled"],
  checking: [
    "queued",
    "compressing",
    "signing",
    "uploading",
    "waiting_for_network",
    "waiting_for_foreground",
    "failed",
    "cancelled",
  ],
  compressing: [
    "queued",
    "signing",
    "uploading",
    "waiting_for_network",
    "waiting_for_foreground",
    "failed",
    "cancelled",
  ],
  waiting_for_network: ["waiting_for_foreground", "waiting_for_network", "signing", "uploading", "cancelled", "failed"],
  waiting_for_foreground: [
    "waiting_for_network",
    "waiting_for_foreground",
    "signing",
    "uploading",
    "cancelled",
    "failed",
  ],
  signing: ["uploading", "retrying", "waiting_for_network", "waiting_for_foreground", "failed", "cancelled"],
  uploading: [
    "uploading",
    "signing",
    "retrying",
    "waiting_for_network",
    "waiting_for_foreground",
    "done",
    "failed",
    "cancelled",
  ],
  retrying: ["signing", "uploading", "waiting_for_network", "waiting_for_foreground", "failed", "cancelled"],
  paused: [],
  resuming: [],
  done: [],
  failed: ["queued"],
  cancelled: ["queued"],
};

const outcome = fc.constantFrom<UploadOutcome>(
  "stored",
  "lost",
  "network",
  "timeout",
  "interrupted",
  "never",
  cosRejection(503, "SlowDown"),
  cosRejection(403, "RequestTimeTooSkewed"),
  cosRejection(403, "AccessDenied"),
);
const signFate = fc.constantFrom<FakeReply>(
  "network",
  "never",
  respond(429),
  respond(500),
  respond(403),
  respond(200, "{"),
  respond(422),
);
const event = fc.record({
  what: fc.constantFrom("pass", "offline", "online", "hide", "show", "cancel", "retry"),
  task: fc.nat(7),
  ms: fc.integer({ min: 0, max: 40_000 }),
});

test("in any network, with any server, phone and user: allows only valid steps, stores no file twice and leaves nothing running", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        count: fc.integer({ min: 1, max: 8 }),
        nextResponses: fc.array(outcome, { maxLength: 12 }),
        nextSignResponses: fc.array(signFate, { maxLength: 6 }),
        events: fc.array(event, { maxLength: 15 }),
        method: fc.constantFrom("put" as const, "post" as const),
      }),
      async ({ count, nextResponses, nextSignResponses, events, method }) => {
        const { uploader, platform, cloud } = platformFixture();
        cloud.nextResponses.push(...nextResponses);
        cloud.nextSignResponses.push(...nextSignResponses);
        const tasks = uploader.uploadAll(photos(count), { method });
        const strayed: string[] = [];
        for (const task of tasks) follow(task, (from, to) => strayed.push(`${from} → ${to}`));
        for (const { what, task: index, ms } of events) {
          const task = tasks[index % count];
          if (what === "offline" || what === "online") platform.setOnline(what === "online");
          if (what === "hide" || what === "show") platform.setShown(what === "show");
          if (what === "cancel") task?.cancel();
          if (what === "retry" && (task?.state.name === "failed" || task?.state.name === "cancelled")) task.retry();
          await platform.advanceTime(ms);
          expect(platform.mostAtOnce()).toBeLessThanOrEqual(10);
        }
        platform.setOnline(true);
        platform.setShown(true);
        await platform.advanceTime(600_000);
        // Only calls that the test leaves without a response may remain.
        uploader.cancelAll();
        await platform.advanceTime(0);
        expect(strayed).toEqual([]);
        expect(tasks.every(({ state }) => isOver(state))).toBe(true);
        expect([platform.timers(), platform.listeners()]).toEqual([0, 0]);
        expect([...cloud.objects.values()].every((times) => times === 1)).toBe(true);
        const keys = tasks.flatMap(({ state }) => (state.name === "done" ? [state.result.objectKey] : []));
        expect(keys.every((key) => cloud.objects.has(key))).toBe(true);
        expect(new Set(keys).size).toBe(keys.length);
      },
    ),
    { numRuns: 150 },
  );
}, 60_000);

test("with lost responses only: creates one object per file, and every upload is done", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom<UploadOutcome>("lost", "stored", "network"), { maxLength: 12 }),
      async (nextResponses) => {
        const { uploader, platform, cloud } = platformFixture({ uploader: { retry: { maxAttempts: 20 } } });
        cloud.nextResponses.push(...nextResponses);
        const tasks = uploader.uploadAll(photos(4));
        await platform.advanceTime(800_000);
        expect(tasks.map(({ state }) => state.name)).toEqual(["done", "done", "done", "done"]);
        expect(cloud.objects.size).toBe(4);
      },
    ),
    { numRuns: 50 },
  );
}, 60_000);

const confirmFate = fc.constantFrom("stored", "unknown", "network", "never", 500, 422, 429, "{" as const);

test("with confirmations: every upload is done within its limit, leaves nothing running, and gets its own proof in the end", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        count: fc.integer({ min: 1, max: 30 }),
        fates: fc.array(confirmFate, { maxLength: 40 }),
        nextResponses: fc.array(fc.constantFrom<UploadOutcome>("stored", "lost", "network"), { maxLength: 12 }),
        cancelled: fc.array(fc.record({ task: fc.nat(29), ms: fc.integer({ min: 0, max: 5_000 }) }), { maxLength: 4 }),
      }),
      async ({ count, fates, nextResponses, cancelled }) => {
        const left = [...fates];
        const confirm = (request: HttpRequest): FakeReply => {
          const fate = left.shift() ?? "stored";
          if (fate === "network" || fate === "never") return fate;
          if (typeof fate === "number") return respond(fate);
          const uploads = keysIn(request).map((cosKey) =>
            fate === "stored"
              ? { ...STORED, cosKey, bytes: JPEG.length, proof: cosKey }
              : { cosKey, status: "unknown" },
          );
          return fate === "{" ? respond(200, fate) : json({ uploads });
        };
        const cloud = createFakeCloud();
        const { uploader, platform } = platformFixture({
          onForm: cloud.onForm,
          onRequest: (request) =>
            request.url.endsWith("/uploads/confirm") ? confirm(request) : cloud.onRequest(request),
          uploader: { confirm: true, retry: { maxAttempts: 20 } },
        });
        cloud.nextResponses.push(...nextResponses);
        const tasks = uploader.uploadAll(photos(count));
        for (const { task, ms } of cancelled) {
          await platform.advanceTime(ms);
          tasks[task]?.cancel();
        }
        await platform.advanceTime(900_000);
        expect(tasks.map(({ state }) => state.name).filter((name) => name !== "done" && name !== "cancelled")).toEqual(
          [],
        );
        expect([platform.timers(), platform.listeners(), platform.running()]).toEqual([0, 0, 0]);
        left.length = 0;
        const open = uploader.retryConfirm();
        await platform.advanceTime(15_000);
        expect(await open).toEqual([]);
        const done = tasks.flatMap(({ state }) => (state.name === "done" ? [state.result] : []));
        expect(done.map(({ proof }) => proof)).toEqual(done.map(({ objectKey }) => objectKey));
        expect(platform.timers()).toBe(0);
      },
    ),
    { numRuns: 100 },
  );
}, 60_000);

function follow(task: UploadTask, stray: (from: Name, to: Name) => void): void {
  let last = task.state.name;
  task.on("change", ({ name }) => {
    if (!NEXT[last].includes(name)) stray(last, name);
    last = name;
  });
}
