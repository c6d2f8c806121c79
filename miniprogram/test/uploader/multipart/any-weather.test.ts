import fc from "fast-check";
import type { UploadTask } from "../../../src/uploader/index";
import { cosRejection, respond } from "../../fakes/fake-cloud";
import type { CallFate } from "../../fakes/fake-multipart-cloud";
import type { FakePlatform } from "../../fakes/fake-platform";
import { areFiles, createStorage, multipartFixture, VIDEO, video } from "./multipart-fixture";

const fate = fc.oneof(
  { arbitrary: fc.constant<CallFate>("done"), weight: 8 },
  {
    arbitrary: fc.constantFrom<CallFate>(
      "lost",
      "network",
      "timeout",
      "interrupted",
      "never",
      cosRejection(503, "SlowDown"),
      cosRejection(403, "AccessDenied", "Request has expired"),
      respond(500),
      respond(429, "", { "retry-after": "3" }),
      respond(200, "<html>log in</html>"),
      respond(200, "{"),
    ),
    weight: 4,
  },
);
const event = fc.record({
  what: fc.constantFrom("pass", "pass", "offline", "online", "hide", "show", "pause", "resume", "kill", "pressure"),
  ms: fc.integer({ min: 0, max: 9_000 }),
});

beforeEach(() => {
  jest.spyOn(console, "warn").mockImplementation(() => {});
});

test("in any weather, one object equal to the file is stored, and no part is in flight twice", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        bytes: fc.integer({ min: 2_001, max: 9_000 }),
        fates: fc.array(fate, { maxLength: 40 }),
        latencies: fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 10 }),
        events: fc.array(event, { maxLength: 12 }),
        showsChecksums: fc.boolean(),
        storageFailsAfter: fc.option(fc.nat(20)),
        checkIntegrity: fc.boolean(),
      }),
      async ({ bytes, fates, latencies, events, storageFailsAfter, checkIntegrity, showsChecksums }) => {
        const file = video(bytes);
        const { storage, writes } = createStorage();
        let calls = 0;
        let kills = 0;
        const { cloud, begin, now } = multipartFixture({
          storage: {
            ...storage,
            async set(scope, key, text) {
              if (storageFailsAfter !== null && writes() >= storageFailsAfter) throw new Error("full");
              return storage.set(scope, key, text);
            },
          },
          showsChecksums,
          fateOf: () => fates[calls++],
          async wait(_, scope) {
            await now()?.delay(scope, latencies[calls % latencies.length] ?? 0);
          },
        });
        const md5 = (data: ArrayBuffer) => `${data.byteLength}`.padStart(32, "0");
        const beginLife = () => {
          const life = begin({
            files: { [VIDEO]: file },
            ...(checkIntegrity && { md5 }),
            uploader: { retry: { maxAttempts: 30 }, checkIntegrity },
          });
          return { ...life, task: life.uploader.upload({ filePath: VIDEO }) };
        };
        let life = beginLife();
        for (const { what, ms } of events) {
          const { platform, task } = life;
          if (what === "offline" || what === "online") platform.setOnline(what === "online");
          if (what === "hide" || what === "show") platform.setShown(what === "show");
          if (what === "pause") task.pause();
          if (what === "resume") task.resume();
          if (what === "pressure") platform.press("weak_network");
          if (what === "kill") {
            kills += 1;
            life = beginLife();
          }
          await life.platform.advanceTime(ms);
        }
        await bringToAnEnd(life);
        const { platform, task } = life;
        expect(task.state).toMatchObject({ name: "done", result: { bytes, method: "multipart" } });
        const objects = [...cloud.objects.values()];
        expect(objects.length).toBeLessThanOrEqual(kills + 1);
        const key = task.state.name === "done" ? task.state.result.objectKey : "";
        expect(areFiles([cloud.objects.get(key)], file)).toBe(true);
        if (kills === 0) expect(cloud.objects.size).toBe(1);
        expect(cloud.faults).toEqual([]);
        expect(cloud.mostInFlight()).toBeLessThanOrEqual(3);
        expect([platform.timers(), platform.listeners(), platform.running()]).toEqual([0, 0, 0]);
      },
    ),
    { numRuns: Number(process.env["RUNS"] ?? 40) },
  );
}, 300_000);

async function bringToAnEnd({ platform, task }: { platform: FakePlatform; task: UploadTask }) {
  for (let tries = 0; tries < 20 && task.state.name !== "done"; tries += 1) {
    platform.setOnline(true);
    platform.setShown(true);
    if (task.state.name === "failed") task.retry();
    task.resume();
    await platform.advanceTime(200_000);
  }
}
