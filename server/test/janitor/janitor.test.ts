import { abortUnfinished, type JanitorOutcome } from "../../src/janitor/abort-unfinished.ts";
import { readArguments } from "../../src/janitor/read-arguments.ts";
import { runJanitor } from "../../src/janitor/run-janitor.ts";
import { scheduleJanitor } from "../../src/janitor/schedule-janitor.ts";
import { deferred } from "../support/deferred.ts";
import { NOW_MS } from "../support/test-app.ts";
import { cosError, WELL_COS } from "../support/test-multipart.ts";

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => NOW_MS - days * DAY_MS;

/** An unfinished upload: when it was started, and when its parts arrived. */
interface Unfinished {
  readonly initiatedMs: number;
  readonly partsMs?: readonly number[];
}

function cosWith(uploads: Readonly<Record<string, Unfinished>>) {
  const aborted: string[] = [];
  const prefixes: string[] = [];
  const cos = {
    ...WELL_COS,
    async *listUnfinished(prefix: string) {
      prefixes.push(prefix);
      for (const [uploadId, { initiatedMs }] of Object.entries(uploads)) {
        yield { key: `uploads/${uploadId}.mp4`, uploadId, initiatedMs };
      }
    },
    listParts: async ({ uploadId }: { uploadId: string }) => {
      if (uploadId === "ended") throw cosError("ListParts", 404, "NoSuchUpload");
      if (uploadId === "unreadable") throw cosError("ListParts", 503, "SlowDown");
      const times = uploads[uploadId]?.partsMs ?? [];
      return times.map((lastModifiedMs, index) => ({ partNumber: index + 1, bytes: 1, etag: "e", lastModifiedMs }));
    },
    abort: async ({ uploadId }: { uploadId: string }) => void aborted.push(uploadId),
  };
  return { cos, aborted, prefixes };
}

const UPLOADS = {
  "slow-but-active": { initiatedMs: daysAgo(9), partsMs: [daysAgo(8), daysAgo(0.01)] },
  "last-part-old": { initiatedMs: daysAgo(9), partsMs: [daysAgo(3), daysAgo(4)] },
  "never-a-part": { initiatedMs: daysAgo(3) },
  young: { initiatedMs: daysAgo(1) },
  "no-date": { initiatedMs: Number.NaN },
  "a-part-without-a-date": { initiatedMs: daysAgo(9), partsMs: [daysAgo(5), Number.NaN] },
  ended: { initiatedMs: daysAgo(9) },
  unreadable: { initiatedMs: daysAgo(9) },
};

describe("abortUnfinished", () => {
  async function run(isDryRun: boolean) {
    const { cos, aborted, prefixes } = cosWith(UPLOADS);
    const outcomes: Record<string, JanitorOutcome> = {};
    const counts = await abortUnfinished({
      ...{ cos, prefix: "uploads", inactiveMs: 2 * DAY_MS, now: () => NOW_MS, isDryRun },
      report: (outcome, { uploadId }) => {
        outcomes[uploadId] = outcome;
      },
    });
    return { counts, outcomes, aborted, prefixes };
  }

  test("aborts what is inactive, and keeps what is active, young or without a date", async () => {
    const { counts, outcomes, aborted, prefixes } = await run(false);
    expect(outcomes).toEqual({
      "slow-but-active": "kept",
      "last-part-old": "aborted",
      "never-a-part": "aborted",
      young: "kept",
      "no-date": "kept",
      "a-part-without-a-date": "kept",
      ended: "kept",
      unreadable: "failed",
    });
    expect(aborted).toEqual(["last-part-old", "never-a-part"]);
    expect(counts).toEqual({ aborted: 2, kept: 5, failed: 1 });
    expect(prefixes).toEqual(["uploads/"]);
  });

  test("in a dry run, aborts nothing and reports the same", async () => {
    const { counts, aborted } = await run(true);
    expect([counts, aborted]).toEqual([{ aborted: 2, kept: 5, failed: 1 }, []]);
  });
});

describe("the arguments", () => {
  test.each([
    [["--older-than", "2d"], 2 * DAY_MS, false],
    [["--older-than=72h", "--dry-run"], 3 * DAY_MS, true],
    [["--dry-run", "--older-than", "1h"], 3_600_000, true],
  ])("%j", (args, olderThanMs, isDryRun) => {
    expect(readArguments(args)).toEqual({ olderThanMs, isDryRun });
  });

  test.each([
    [[], "--older-than is missing"],
    [["--dry-run"], "--older-than is missing"],
    [["--older-than"], 'is ""'],
    [["--older-than", "2"], 'is "2"'],
    [["--older-than", "0d"], 'is "0d"'],
    [["--older-than", "-1d"], 'is "-1d"'],
    [["--older-than", "1.5d"], 'is "1.5d"'],
    [["2d"], "2d is not an argument"],
    [["--older-than", "2d", "--force"], "--force is not an argument"],
  ])("%j – is rejected", (args, reason) => {
    expect(() => readArguments(args)).toThrow(reason);
  });
});

describe("the command", () => {
  const COS = {
    ...{ COS_BACKEND: "tencent", COS_SECRET_ID: "AKIDa", COS_SECRET_KEY: "a-key" },
    ...{ COS_BUCKET: "examplebucket-1250000000", COS_REGION: "ap-guangzhou" },
  };
  const run = (args: readonly string[], environment: Readonly<Record<string, string>>) =>
    runJanitor({ args, environment, print: () => {} });

  test.each([
    ["a window shorter than the time to resume", ["--older-than", "1d"], COS, "at least MULTIPART_DAYS, which is 2d"],
    ["a window shorter than a longer time to resume", ["--older-than", "2d"], { ...COS, MULTIPART_DAYS: "3" }, "is 3d"],
    ["no keys that may abort", ["--older-than", "3d"], COS, "COS_SERVICE_SECRET_ID: is missing"],
    ["the local bucket", ["--older-than", "3d"], {}, "the bucket is the local one"],
    ["an invalid environment", ["--older-than", "3d"], { ...COS, PORT: "http" }, "PORT"],
  ])("with %s – fails, and says why", async (_, args, environment, reason) => {
    await expect(run(args, environment)).rejects.toThrow(reason);
  });
});

describe("the background task", () => {
  test("runs when it is due, one run at a time, logs what it did, and ends", async () => {
    const { cos, aborted } = cosWith(UPLOADS);
    const lines: string[] = [];
    const done = deferred();
    let due = () => {};
    let isEnded = false;
    const end = scheduleJanitor({
      ...{ cos, prefix: "uploads", inactiveMs: 2 * DAY_MS, now: () => NOW_MS },
      logEvent(message, { uploadId }) {
        lines.push(`${message}: ${uploadId}`);
        if (lines.length === 3) done.resolve();
      },
      every(_, callback) {
        due = callback;
        return () => {
          isEnded = true;
        };
      },
    });
    expect(aborted).toEqual([]);
    due();
    due();
    await done.promise;
    expect(lines).toEqual([
      "unfinished upload aborted: last-part-old",
      "unfinished upload aborted: never-a-part",
      "unfinished upload failed: unreadable",
    ]);
    end();
    expect(isEnded).toBe(true);
  });

  test("survives a COS that lists nothing", async () => {
    const logged = deferred<string>();
    scheduleJanitor({
      ...{ prefix: "uploads", inactiveMs: DAY_MS, now: () => NOW_MS },
      cos: {
        ...WELL_COS,
        listUnfinished() {
          throw cosError("ListMultipartUploads", 403, "AccessDenied");
        },
      },
      logEvent: logged.resolve,
      every(_, callback) {
        callback();
        return () => {};
      },
    });
    expect(await logged.promise).toBe("unfinished uploads not listed");
  });
});
