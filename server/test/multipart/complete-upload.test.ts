import type { CosCallError } from "../../src/cos/cos-error.ts";
import type { CosCalls, ObjectOnCos } from "../../src/cos/multipart-calls.ts";
import { createCompleteUpload } from "../../src/multipart/complete-upload.ts";
import { cosError, WELL_COS } from "../support/test-multipart.ts";

const MEBIBYTE = 1024 ** 2;
const UPLOAD = {
  key: "uploads/a.mp4",
  uploadId: "1479abc",
  size: 2 * MEBIBYTE + 5,
  partBytes: MEBIBYTE,
  contentType: "video/mp4",
  owner: undefined,
  expiresSeconds: 2_000_000_000,
};
const OBJECT: ObjectOnCos = {
  bytes: UPLOAD.size,
  contentType: "video/mp4",
  etag: "e-3",
  crc64: "18446744073709551615",
  lastModifiedMs: 1_700_000_000_000,
};
const partOf = (partNumber: number, bytes: number) => ({
  partNumber,
  bytes,
  etag: `e${partNumber}`,
  lastModifiedMs: 0,
});
const PARTS = [partOf(1, MEBIBYTE), partOf(2, MEBIBYTE), partOf(3, 5)];

const completeFails = (status: number | undefined, code: string) => cosError("CompleteMultipartUpload", status, code);
const NO_SUCH_UPLOAD = cosError("ListParts", 404, "NoSuchUpload");

interface Scene {
  /** What COS lists. @default every part */
  readonly parts?: readonly ReturnType<typeof partOf>[] | CosCallError;
  /** What Complete does, one after another; the last for ever. @default success */
  readonly completes?: ReadonlyArray<CosCallError | "ok">;
  /** What HEAD finds, one after another; the last for ever. @default the object */
  readonly heads?: ReadonlyArray<ObjectOnCos | undefined>;
}

/** Completes the upload in a scene. Returns the outcome, and the calls. */
async function play({ parts = PARTS, completes = ["ok"], heads = [OBJECT] }: Scene, crc64?: string) {
  const calls: string[] = [];
  let waitedMs = 0;
  const next = <Item>(items: readonly Item[], name: string) => {
    const count = calls.filter((call) => call === name).length;
    calls.push(name);
    return items[Math.min(count, items.length - 1)];
  };
  const cos: CosCalls = {
    ...WELL_COS,
    async listParts() {
      calls.push("list");
      if (parts instanceof Error) throw parts;
      return parts;
    },
    async complete() {
      const outcome = next(completes, "complete");
      if (outcome !== "ok") throw outcome;
    },
    head: async () => next(heads, "head"),
    abort: async () => void calls.push("abort"),
    deleteObject: async () => void calls.push("delete"),
  };
  const completeUpload = createCompleteUpload({
    cos,
    now: () => 1_700_000_000_000,
    wait: async (ms) => {
      waitedMs += ms;
    },
    reportFailure: () => {},
  });
  const outcome = await completeUpload(UPLOAD, crc64).then(
    ({ status }): unknown => status,
    (error: { code?: string; message: string }) => error.code,
  );
  return { outcome, calls, waitedMs };
}

describe("an upload whose parts are complete", () => {
  test("is completed, and looked at", async () => {
    expect(await play({})).toEqual({ outcome: "stored", calls: ["list", "complete", "head"], waitedMs: 0 });
  });

  test("with the right checksum – is stored; COS without a checksum is no difference", async () => {
    expect((await play({}, "18446744073709551615")).outcome).toBe("stored");
    expect((await play({ heads: [{ ...OBJECT, crc64: undefined }] }, "1")).outcome).toBe("stored");
  });

  test("with another checksum – is deleted and rejected", async () => {
    const { outcome, calls } = await play({}, "1");
    expect([outcome, calls.at(-1)]).toEqual(["checksum_mismatch", "delete"]);
  });

  test("COS shows the object a little later – waits for it", async () => {
    expect(await play({ heads: [undefined, undefined, OBJECT] })).toMatchObject({ outcome: "stored", waitedMs: 1_500 });
  });

  test("COS never shows the object – is unavailable, and not gone", async () => {
    expect((await play({ heads: [undefined] })).outcome).toBe("cos_unavailable");
  });
});

describe("parts that are not those of the plan", () => {
  test.each<[what: string, parts: readonly ReturnType<typeof partOf>[]]>([
    ["none", []],
    ["one missing", PARTS.slice(1)],
    ["the last one missing", PARTS.slice(0, 2)],
    ["one shorter", [partOf(1, MEBIBYTE), partOf(2, MEBIBYTE - 1), partOf(3, 5)]],
    ["the last one longer", [partOf(1, MEBIBYTE), partOf(2, MEBIBYTE), partOf(3, 6)]],
    ["lengths that add up, but differ", [partOf(1, MEBIBYTE + 1), partOf(2, MEBIBYTE - 1), partOf(3, 5)]],
    ["another number in place of one", [partOf(1, MEBIBYTE), partOf(2, MEBIBYTE), partOf(4, 5)]],
  ])("%s – nothing is completed", async (_, parts) => {
    expect(await play({ parts })).toEqual({ outcome: "parts_incomplete", calls: ["list"], waitedMs: 0 });
  });

  test("one more than planned – is left out", async () => {
    expect((await play({ parts: [...PARTS, partOf(4, 9)] })).outcome).toBe("stored");
  });

  test.each([
    "InvalidPart",
    "InvalidPartOrder",
    "EntityTooSmall",
  ])("COS finds %s at the end – is rejected", async (code) => {
    expect((await play({ completes: [completeFails(400, code)] })).outcome).toBe("parts_incomplete");
  });
});

describe("an upload that COS no longer knows", () => {
  test("with the object there – was completed before, and is stored", async () => {
    expect(await play({ parts: NO_SUCH_UPLOAD })).toMatchObject({ outcome: "stored", calls: ["list", "head"] });
  });

  test("without the object – is gone", async () => {
    expect((await play({ parts: NO_SUCH_UPLOAD, heads: [undefined] })).outcome).toBe("upload_gone");
  });

  test("with another checksum – is rejected, and the object stays: something may depend on it", async () => {
    const { outcome, calls } = await play({ parts: NO_SUCH_UPLOAD }, "1");
    expect([outcome, calls.includes("delete")]).toEqual(["checksum_mismatch", false]);
  });

  test("with another size – is rejected, and the object stays", async () => {
    const { outcome, calls } = await play({ parts: NO_SUCH_UPLOAD, heads: [{ ...OBJECT, bytes: 5 }] });
    expect([outcome, calls.includes("delete")]).toEqual(["checksum_mismatch", false]);
  });

  test("gone while it was completed: another request completed it, or aborted it", async () => {
    const completes = [completeFails(404, "NoSuchUpload")];
    expect((await play({ completes })).outcome).toBe("stored");
    expect((await play({ completes, heads: [undefined] })).outcome).toBe("upload_gone");
  });
});

describe("a Complete with an unclear outcome", () => {
  const UNCLEAR = [
    completeFails(undefined, "NoResponse"),
    completeFails(200, "UnreadableResponse"),
    completeFails(200, "InternalError"),
    completeFails(503, "SlowDown"),
  ];

  test.each(UNCLEAR)("%s – HEAD finds the object, so it is stored", async (error) => {
    expect(await play({ completes: [error] })).toMatchObject({
      outcome: "stored",
      calls: ["list", "complete", "head"],
    });
  });

  test.each(UNCLEAR)("%s – no object yet, so it is repeated with a pause", async (error) => {
    const { outcome, calls, waitedMs } = await play({ completes: [error, "ok"], heads: [undefined, OBJECT] });
    expect(outcome).toBe("stored");
    expect(calls).toEqual(["list", "complete", "head", "complete", "head"]);
    expect(waitedMs).toBe(1_000);
  });

  test.each(UNCLEAR)("%s each time – fails with COS's code after three attempts", async (error) => {
    const { outcome, calls } = await play({ completes: [error], heads: [undefined] });
    expect(outcome).toBe(error.code);
    expect(calls.filter((call) => call === "complete")).toHaveLength(3);
  });

  test("then NoSuchUpload – COS is merging, so it waits for the object as long as that takes", async () => {
    const { outcome, waitedMs } = await play({
      completes: [completeFails(undefined, "NoResponse"), completeFails(404, "NoSuchUpload")],
      heads: [...Array.from({ length: 20 }, () => undefined), OBJECT],
    });
    expect(outcome).toBe("stored");
    expect(waitedMs).toBeGreaterThan(60_000);
  });

  test.each(
    UNCLEAR,
  )("%s – with another checksum, the object stays: another upload of the key may have stored it", async (error) => {
    expect(await play({ completes: [error] }, "1")).toMatchObject({
      outcome: "checksum_mismatch",
      calls: ["list", "complete", "head"],
    });
  });

  test("then NoSuchUpload – with another checksum, the object stays", async () => {
    const completes = [completeFails(503, "SlowDown"), completeFails(404, "NoSuchUpload")];
    const { outcome, calls } = await play({ completes, heads: [undefined, OBJECT] }, "1");
    expect([outcome, calls.includes("delete")]).toEqual(["checksum_mismatch", false]);
  });

  test("a rejection is not repeated", async () => {
    const { outcome, calls } = await play({ completes: [completeFails(403, "AccessDenied")] });
    expect([outcome, calls]).toEqual(["AccessDenied", ["list", "complete"]]);
  });
});

describe("two uploads of one key", () => {
  const completes = [completeFails(409, "FileAlreadyExists")];

  test("the second finds the first one's object, and its own parts are removed", async () => {
    expect(await play({ completes })).toMatchObject({
      outcome: "stored",
      calls: ["list", "complete", "head", "abort"],
    });
  });

  test("with another checksum – the first one's object stays", async () => {
    const { outcome, calls } = await play({ completes }, "1");
    expect([outcome, calls.includes("delete")]).toEqual(["checksum_mismatch", false]);
  });
});
