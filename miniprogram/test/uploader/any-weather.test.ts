import fc from "fast-check";
import { isOver, type UploadState, type UploadTask } from "../../src/uploader/index";
import { cosRefusal, respond, type UploadFate } from "../fakes/fake-cloud";
import type { FakeReply } from "../fakes/fake-platform";
import { photos, platformFixture } from "./platform-fixture";

type Name = UploadState["name"];

/** Every step that one state may be followed by. */
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
  done: [],
  failed: ["queued"],
  cancelled: ["queued"],
};

const fate = fc.constantFrom<UploadFate>(
  "stored",
  "lost",
  "network",
  "timeout",
  "interrupted",
  "never",
  cosRefusal(503, "SlowDown"),
  cosRefusal(403, "RequestTimeTooSkewed"),
  cosRefusal(403, "AccessDenied"),
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

test("whatever the network, the servers, the phone and the person do: every step is one that may follow, no file is stored twice, nothing is left running", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        count: fc.integer({ min: 1, max: 8 }),
        fates: fc.array(fate, { maxLength: 12 }),
        signFates: fc.array(signFate, { maxLength: 6 }),
        events: fc.array(event, { maxLength: 15 }),
        method: fc.constantFrom("put" as const, "post" as const),
      }),
      async ({ count, fates, signFates, events, method }) => {
        const { uploader, platform, cloud } = platformFixture();
        cloud.fates.push(...fates);
        cloud.signFates.push(...signFates);
        const tasks = uploader.uploadAll(photos(count), { method });
        const strayed: string[] = [];
        for (const task of tasks) follow(task, (from, to) => strayed.push(`${from} → ${to}`));
        for (const { what, task: index, ms } of events) {
          const task = tasks[index % count];
          if (what === "offline" || what === "online") platform.setOnline(what === "online");
          if (what === "hide" || what === "show") platform.setShown(what === "show");
          if (what === "cancel") task?.cancel();
          if (what === "retry" && (task?.state.name === "failed" || task?.state.name === "cancelled")) task.retry();
          await platform.pass(ms);
          expect(platform.mostAtOnce()).toBeLessThanOrEqual(10);
        }
        platform.setOnline(true);
        platform.setShown(true);
        await platform.pass(600_000);
        // What was told never to answer is all that may be left.
        uploader.cancelAll();
        await platform.pass(0);
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

test("with lost answers alone: as many objects as files, all done", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom<UploadFate>("lost", "stored", "network"), { maxLength: 12 }),
      async (fates) => {
        const { uploader, platform, cloud } = platformFixture({ uploader: { retry: { maxAttempts: 20 } } });
        cloud.fates.push(...fates);
        const tasks = uploader.uploadAll(photos(4));
        await platform.pass(800_000);
        expect(tasks.map(({ state }) => state.name)).toEqual(["done", "done", "done", "done"]);
        expect(cloud.objects.size).toBe(4);
      },
    ),
    { numRuns: 50 },
  );
}, 60_000);

function follow(task: UploadTask, stray: (from: Name, to: Name) => void): void {
  let last = task.state.name;
  task.on("change", ({ name }) => {
    if (!NEXT[last].includes(name)) stray(last, name);
    last = name;
  });
}
