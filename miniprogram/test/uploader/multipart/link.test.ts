import type { CancelScope } from "../../../src/uploader/index";
import type { CallFate, SeenCall } from "../../fakes/fake-multipart-cloud";
import type { FakePlatform } from "../../fakes/fake-platform";
import { areFiles, multipartFixture, VIDEO, video } from "./multipart-fixture";

const MIB = 1_048_576;

/** A link that its transfers share. */
function createLink(bytesPerSecond: number, tickMs: number, platform: () => FakePlatform | undefined) {
  const active = new Set<{ isDead: boolean }>();
  let bytesSent = 0;
  let mostActive = 0;
  return {
    /** The connections that are open now never send another byte. */
    stall() {
      for (const transfer of active) transfer.isDead = true;
    },
    bytesSent: () => bytesSent,
    active: () => active.size,
    mostActive: () => mostActive,
    async send(bytes: number, scope: CancelScope): Promise<void> {
      const transfer = { isDead: false };
      active.add(transfer);
      mostActive = Math.max(mostActive, active.size);
      scope.cleanUps.add(() => active.delete(transfer));
      for (let left = bytes; left > 0; ) {
        await platform()?.delay(scope, tickMs);
        const share = transfer.isDead ? 0 : Math.min(left, (bytesPerSecond * tickMs) / 1000 / active.size);
        left -= share;
        bytesSent += share;
      }
      active.delete(transfer);
    },
  };
}

function linkFixture(bytes: number, bytesPerSecond: number, tickMs: number) {
  const file = video(bytes);
  const fixture = multipartFixture({
    partBytes: MIB,
    // Slow for so many bytes.
    showsChecksums: false,
    async wait({ name, request }: SeenCall, scope) {
      if (name === "part" && request.data instanceof ArrayBuffer) await link.send(request.data.byteLength, scope);
      else await fixture.now()?.delay(scope, 80);
    },
  });
  const link = createLink(bytesPerSecond, tickMs, fixture.now);
  const { uploader, platform } = fixture.begin({ files: { [VIDEO]: file } });
  return { ...fixture, file, link, platform, task: uploader.upload({ filePath: VIDEO }) };
}

const timesSent = (sent: readonly number[]) => {
  const counts = new Map<number, number>();
  for (const partNumber of sent) counts.set(partNumber, (counts.get(partNumber) ?? 0) + 1);
  return Math.max(...counts.values());
};

/** Lesson A1. */
test("30 MB arrive at 0.6 Mbit/s, part by part, none sent more than twice", async () => {
  const { cloud, file, link, platform, task } = linkFixture(30_000_000, 75_000, 2_000);
  await platform.advanceTime(600_000);
  expect(task.state.name).toBe("done");
  expect(link.mostActive()).toBe(1);
  expect(timesSent(cloud.sentParts())).toBeLessThanOrEqual(2);
  expect(link.bytesSent()).toBeLessThanOrEqual(1.3 * file.length);
  expect(areFiles(cloud.objects.values(), file)).toBe(true);
});

test("three parts are sent at a time on a fast link, and a stall loses less than 20 seconds", async () => {
  const { cloud, file, link, platform, task } = linkFixture(16 * MIB, 2_500_000, 200);
  const idealMs = (file.length / 2_500_000) * 1000;
  const startedAtMs = platform.nowMs();
  let durationMs = 0;
  task.on("change", () => {
    durationMs = platform.nowMs() - startedAtMs;
  });
  await platform.advanceTime(4_000);
  expect(link.active()).toBe(3);
  link.stall();
  await platform.advanceTime(60_000);
  expect(task.state.name).toBe("done");
  expect(durationMs - idealMs).toBeLessThan(20_000);
  expect(cloud.sentParts().length).toBeLessThanOrEqual(16 + 3);
  expect(cloud.mostInFlight()).toBe(3);
});

test.each<[string, CallFate | "pressure"]>([
  ["a time-out", "timeout"],
  ["503 SlowDown", { statusCode: 503, header: {}, data: "<Error><Code>SlowDown</Code></Error>" }],
  ["a weak network", "pressure"],
])("after %s, one part is sent at a time, and later three again", async (_, trouble) => {
  let troubles = 0;
  const { cloud, begin, now } = multipartFixture({
    wait: async (_call, scope) => now()?.delay(scope, 1_000),
    fateOf({ partNumber }) {
      const isTroubled = partNumber === 9 && trouble !== "pressure" && troubles === 0;
      if (isTroubled) troubles += 1;
      return isTroubled ? trouble : undefined;
    },
  });
  const { uploader, platform } = begin({ files: { [VIDEO]: video(60_000) } });
  const task = uploader.upload({ filePath: VIDEO });
  const running: number[] = [];
  for (let second = 0; second < 60 && task.state.name !== "done"; second += 1) {
    if (second === 6 && trouble === "pressure") platform.press("weak_network");
    await platform.advanceTime(1_000);
    running.push(platform.running());
  }
  expect(task.state.name).toBe("done");
  expect(running.indexOf(3)).toBeLessThan(6);
  const fallen = running.indexOf(1, running.indexOf(3));
  expect(fallen).toBeGreaterThan(0);
  expect(running.indexOf(3, fallen)).toBeGreaterThan(fallen + 5);
  expect(cloud.faults).toEqual([]);
});
