import type { HttpRequest, UploadErrorCode, UploaderOptions, UploadTask } from "../../src/uploader/index";
import { createFakeCloud, respond } from "../fakes/fake-cloud";
import type { FakeReply } from "../fakes/fake-platform";
import { JPEG, photos, platformFixture, statesOf } from "./platform-fixture";
import { failureOf } from "./upload-fixture";
import { json, keysIn, problem } from "./uploads/uploads-fixture";

type Status = "stored" | "missing" | "rejected" | "unknown";

const entryOf = (cosKey: string, status: Status = "stored", bytes = JPEG.length) =>
  status === "stored"
    ? { cosKey, status, bytes, contentType: "image/jpeg", etag: "e", storedAt: 1, proof: `proof of ${cosKey}` }
    : { cosKey, status };
const confirmAll = (request: HttpRequest, status?: Status) =>
  json({ uploads: keysIn(request).map((key) => entryOf(key, status)) });

/** An uploader with `confirm`. Confirmations get the given replies in order, then the truth. */
function confirmFixture(
  replies: ((request: HttpRequest) => FakeReply | Promise<FakeReply>)[] = [],
  uploader: Partial<UploaderOptions> = {},
) {
  const cloud = createFakeCloud();
  const confirmations: (readonly string[])[] = [];
  const fixture = platformFixture({
    onForm: cloud.onForm,
    onRequest(request) {
      if (!request.url.endsWith("/uploads/confirm")) return cloud.onRequest(request);
      confirmations.push(keysIn(request));
      return (replies.shift() ?? confirmAll)(request);
    },
    uploader: { confirm: true, ...uploader },
  });
  return { ...fixture, cloud, confirmations };
}

const doneOf = ({ state }: UploadTask) => {
  if (state.name === "done") return state.result;
  throw new Error(`it is ${state.name}`);
};

/** A reply that a test sends when it wants to. */
function heldReply() {
  let release: (reply: FakeReply) => void = () => {};
  const reply = new Promise<FakeReply>((resolve) => {
    release = resolve;
  });
  return { hold: () => reply, release: (request: FakeReply) => release(request) };
}

test("the result has the proof, and what COS reports", async () => {
  const { platform, uploader, confirmations } = confirmFixture();
  const task = uploader.upload({ filePath: "1.jpg" });
  const states = statesOf(task);
  await platform.advanceTime(1_000);
  expect(doneOf(task)).toMatchObject({ confirmed: true, proof: "proof of uploads/1.jpg", etag: "e", bytes: 8 });
  expect(await task.result).toBe(doneOf(task));
  expect(confirmations).toEqual([["uploads/1.jpg"]]);
  expect(states.slice(-2)).toEqual(["uploading", "done"]);
  expect([platform.timers(), platform.listeners()]).toEqual([0, 0]);
});

test("without the option nothing is confirmed; it can be set for one file", async () => {
  const { platform, uploader, confirmations } = confirmFixture([], { confirm: false });
  const [first, second] = [
    uploader.upload({ filePath: "1.jpg" }),
    uploader.upload({ filePath: "2.jpg" }, { confirm: true }),
  ];
  await platform.advanceTime(1_000);
  expect(Object.keys(doneOf(first))).not.toContain("confirmed");
  expect(doneOf(second).confirmed).toBe(true);
  expect(confirmations).toEqual([["uploads/2.jpg"]]);
});

test("a server without PROOF_KEYS confirms without a proof", async () => {
  const { platform, uploader } = confirmFixture([
    (request) => json({ uploads: keysIn(request).map((key) => ({ ...entryOf(key), proof: undefined })) }),
  ]);
  const task = uploader.upload({ filePath: "1.jpg" });
  await platform.advanceTime(1_000);
  expect(doneOf(task)).toMatchObject({ confirmed: true, proof: undefined, confirmError: undefined });
});

test("files that end while a request is under way share the next one, 20 at most", async () => {
  const { hold, release } = heldReply();
  const { platform, uploader, confirmations } = confirmFixture([hold], { concurrency: 10 });
  const tasks = uploader.uploadAll(photos(45));
  await platform.advanceTime(1_000);
  expect(confirmations).toEqual([["uploads/1.jpg"]]);
  release(json({ uploads: [entryOf("uploads/1.jpg")] }));
  await platform.advanceTime(1_000);
  expect(confirmations.map(({ length }) => length)).toEqual([1, 20, 20, 4]);
  expect(tasks.map((task) => doneOf(task).proof)).toEqual(tasks.map(({ id }) => `proof of uploads/${id}.jpg`));
});

test("a confirmation under way does not delay the next file", async () => {
  const { platform, uploader, cloud } = confirmFixture([() => "never"], { concurrency: 1 });
  uploader.uploadAll(photos(5));
  await platform.advanceTime(1_000);
  expect(cloud.objects.size).toBe(5);
});

describe("an upload is done without a confirmation", () => {
  const REASONS: [string, FakeReply | "unknown", UploadErrorCode, number][] = [
    ["when the network is lost", "network", "network", 15_000],
    ["when nobody responds", "never", "timeout", 15_000],
    ["when the server is down", problem(503, "cos_unavailable"), "sign_refused", 15_000],
    [
      "at once when a retry would be too late",
      problem(429, "rate_limited", { "retry-after": "30" }),
      "sign_refused",
      0,
    ],
    ["at once when COS did not say", "unknown", "upload_unconfirmed", 0],
    ["at once when the server has no keys for it", problem(501, "service_keys_missing"), "sign_refused", 0],
    ["at once when the server has no such route", problem(404, "not_found"), "sign_refused", 0],
    ["at once when the response is none", json({ uploads: [] }), "bad_sign_answer", 0],
    [
      "at once when a proof is no text",
      json({ uploads: [{ ...entryOf("uploads/1.jpg"), proof: 7 }] }),
      "bad_sign_answer",
      0,
    ],
  ];
  test.each(REASONS)("%s, with the reason", async (_, reply, code, withinMs) => {
    const replies = Array.from(
      { length: 9 },
      () => (request: HttpRequest) => (reply === "unknown" ? confirmAll(request, "unknown") : reply),
    );
    const { platform, uploader } = confirmFixture(replies);
    const task = uploader.upload({ filePath: "1.jpg" });
    await platform.advanceTime(100 + withinMs);
    const result = doneOf(task);
    expect(result).toMatchObject({ objectKey: "uploads/1.jpg", confirmed: false });
    expect([result.proof, result.confirmError?.stage, result.confirmError?.code]).toEqual([undefined, "confirm", code]);
    expect([platform.timers(), platform.running()]).toEqual([0, 0]);
  });

  test("and retryConfirm gets the proof when the network is back", async () => {
    let isOnline = false;
    const reply = (request: HttpRequest) => (isOnline ? confirmAll(request) : "network");
    const { platform, uploader, confirmations } = confirmFixture(Array.from({ length: 50 }, () => reply));
    const [task, other] = uploader.uploadAll(photos(2));
    if (!task || !other) throw new Error("no task");
    const earlier = task.result;
    await platform.advanceTime(20_000);
    expect([doneOf(task).confirmed, doneOf(other).confirmed]).toEqual([false, false]);
    const states = statesOf(task);
    const before = confirmations.length;
    isOnline = true;
    const stillOpen = uploader.retryConfirm();
    await platform.advanceTime(1_000);
    expect(await stillOpen).toEqual([]);
    expect(confirmations.slice(before).flat().sort()).toEqual(["uploads/1.jpg", "uploads/2.jpg"]);
    expect(doneOf(task)).toMatchObject({ confirmed: true, proof: "proof of uploads/1.jpg", confirmError: undefined });
    expect(states).toEqual(["done", "done"]);
    expect(await task.result).toBe(doneOf(task));
    expect((await earlier).proof).toBeUndefined();
    const after = confirmations.length;
    expect(await uploader.retryConfirm()).toEqual([]);
    expect(confirmations).toHaveLength(after);
  });
});

describe("retryConfirm", () => {
  async function unconfirmedFixture(...replies: ((request: HttpRequest) => FakeReply | Promise<FakeReply>)[]) {
    const unknown = (request: HttpRequest) => confirmAll(request, "unknown");
    const fixture = confirmFixture([unknown, unknown, ...replies], { concurrency: 1 });
    const tasks = fixture.uploader.uploadAll(photos(2));
    await fixture.platform.advanceTime(1_000);
    const [first, second] = tasks;
    if (!first || !second) throw new Error("no task");
    expect([doneOf(first).confirmed, doneOf(second).confirmed, fixture.confirmations.length]).toEqual([
      false,
      false,
      2,
    ]);
    return { ...fixture, first, second };
  }

  test("of some tasks leaves the others alone, and returns those that are still open", async () => {
    const { uploader, platform, first, second, confirmations } = await unconfirmedFixture((request) =>
      confirmAll(request, "unknown"),
    );
    const again = uploader.retryConfirm([second]);
    await platform.advanceTime(1_000);
    expect(await again).toEqual([second]);
    expect(confirmations.slice(2)).toEqual([["uploads/2.jpg"]]);
    expect(doneOf(second).confirmError?.code).toBe("upload_unconfirmed");
    expect(await uploader.retryConfirm([])).toEqual([]);
    const all = uploader.retryConfirm([first, second]);
    await platform.advanceTime(1_000);
    expect([await all, doneOf(first).proof, doneOf(second).proof]).toEqual([
      [],
      "proof of uploads/1.jpg",
      "proof of uploads/2.jpg",
    ]);
  });

  test("twice at once sends one request for each key", async () => {
    const { uploader, platform, confirmations } = await unconfirmedFixture();
    const both = Promise.all([uploader.retryConfirm(), uploader.retryConfirm()]);
    await platform.advanceTime(1_000);
    expect(await both).toEqual([[], []]);
    expect(confirmations.slice(2).flat()).toEqual(["uploads/1.jpg", "uploads/2.jpg"]);
  });

  test("fails an upload that COS does not have, which can be uploaded again", async () => {
    const { uploader, platform, first, cloud } = await unconfirmedFixture((request) => confirmAll(request, "missing"));
    cloud.objects.clear();
    const again = uploader.retryConfirm([first]);
    await platform.advanceTime(1_000);
    expect(await again).toEqual([]);
    expect(await failureOf(first.result)).toMatchObject({ code: "upload_missing", stage: "confirm", retryable: true });
    first.retry();
    await platform.advanceTime(1_000);
    expect(doneOf(first).confirmed).toBe(true);
    expect([...cloud.objects.values()]).toEqual([1]);
  });
});

describe("an upload fails", () => {
  test.each<[string, (request: HttpRequest) => FakeReply, object]>([
    [
      "that breaks the rules",
      (request) => confirmAll(request, "rejected"),
      { code: "upload_rejected", retryable: false },
    ],
    [
      "that COS does not have",
      (request) => confirmAll(request, "missing"),
      { code: "upload_missing", retryable: true },
    ],
    [
      "of which COS has other bytes",
      (request) => json({ uploads: keysIn(request).map((key) => entryOf(key, "stored", 7)) }),
      { code: "upload_missing", message: "COS has 7 bytes, not 8" },
    ],
  ])("%s", async (_, reply, error) => {
    const { platform, uploader } = confirmFixture([reply]);
    const task = uploader.upload({ filePath: "1.jpg" });
    await platform.advanceTime(1_000);
    expect(await failureOf(task.result)).toMatchObject({ stage: "confirm", ...error });
    expect(task.state.name).toBe("failed");
  });

  test("alone: the others of its request are confirmed", async () => {
    const { hold, release } = heldReply();
    const { platform, uploader } = confirmFixture([
      hold,
      (request) =>
        json({ uploads: keysIn(request).map((key, index) => entryOf(key, index === 1 ? "rejected" : "stored")) }),
    ]);
    const tasks = uploader.uploadAll(photos(4));
    await platform.advanceTime(1_000);
    release(json({ uploads: [entryOf("uploads/1.jpg")] }));
    await platform.advanceTime(1_000);
    expect(tasks.map(({ state }) => state.name)).toEqual(["done", "done", "failed", "done"]);
  });
});

test("a key that the server rejects, of the user before, does not concern the others of its request", async () => {
  const { hold, release } = heldReply();
  const rejectSecond = (request: HttpRequest) =>
    keysIn(request).includes("uploads/2.jpg") ? problem(422, "not_your_key") : confirmAll(request);
  const { platform, uploader, confirmations } = confirmFixture([hold, rejectSecond, rejectSecond]);
  const tasks = uploader.uploadAll(photos(3));
  await platform.advanceTime(1_000);
  release(json({ uploads: [entryOf("uploads/1.jpg")] }));
  await platform.advanceTime(1_000);
  expect(confirmations).toEqual([
    ["uploads/1.jpg"],
    ["uploads/2.jpg", "uploads/3.jpg"],
    ["uploads/2.jpg"],
    ["uploads/3.jpg"],
  ]);
  expect(tasks.map((task) => doneOf(task).confirmed)).toEqual([true, false, true]);
  expect(tasks.map((task) => doneOf(task).confirmError?.remoteCode)).toEqual([undefined, "not_your_key", undefined]);
});

describe("while an upload is confirmed", () => {
  test("cancel() cancels it, aborts the request, and a late response changes nothing", async () => {
    const { hold, release } = heldReply();
    const { platform, uploader, cloud } = confirmFixture([hold]);
    const task = uploader.upload({ filePath: "1.jpg" });
    await platform.advanceTime(1_000);
    expect(task.state.name).toBe("uploading");
    task.cancel();
    expect((await failureOf(task.result)).code).toBe("cancelled");
    expect([platform.running(), platform.timers(), platform.listeners()]).toEqual([0, 0, 0]);
    release(json({ uploads: [entryOf("uploads/1.jpg")] }));
    await platform.advanceTime(20_000);
    expect([task.state.name, cloud.objects.size]).toEqual(["cancelled", 1]);
  });

  test("cancel() of one leaves the request to the others", async () => {
    const [first, second] = [heldReply(), heldReply()];
    const { platform, uploader } = confirmFixture([first.hold, second.hold]);
    const tasks = uploader.uploadAll(photos(3));
    await platform.advanceTime(1_000);
    first.release(json({ uploads: [entryOf("uploads/1.jpg")] }));
    await platform.advanceTime(1_000);
    tasks[1]?.cancel();
    second.release(json({ uploads: [entryOf("uploads/2.jpg"), entryOf("uploads/3.jpg")] }));
    await platform.advanceTime(1_000);
    expect(tasks.map(({ state }) => state.name)).toEqual(["done", "cancelled", "done"]);
  });

  test("cancelAll() leaves no call, and the next upload is confirmed", async () => {
    const { platform, uploader } = confirmFixture([() => "never"]);
    uploader.uploadAll(photos(5));
    await platform.advanceTime(1_000);
    uploader.cancelAll();
    expect([platform.running(), platform.timers(), platform.listeners()]).toEqual([0, 0, 0]);
    const task = uploader.upload({ filePath: "6.jpg" });
    await platform.advanceTime(1_000);
    expect(doneOf(task).confirmed).toBe(true);
  });

  test("pause() does nothing, and fileTimeoutMs no longer counts", async () => {
    const { platform, uploader } = confirmFixture([() => "never", () => "never"], { fileTimeoutMs: 5_000 });
    const task = uploader.upload({ filePath: "1.jpg" });
    await platform.advanceTime(1_000);
    task.pause();
    expect(task.state.name).toBe("uploading");
    await platform.advanceTime(15_000);
    expect(doneOf(task)).toMatchObject({ confirmed: false, confirmError: { code: "timeout" } });
  });

  test("an upload that waits behind a request which never ends is done after 15 s too", async () => {
    const { platform, uploader } = confirmFixture([() => "never", () => "never", () => "never"], { concurrency: 1 });
    const tasks = uploader.uploadAll(photos(3));
    await platform.advanceTime(15_200);
    expect(tasks.map((task) => doneOf(task).confirmed)).toEqual([false, false, false]);
    expect([platform.running(), platform.timers()]).toEqual([0, 0]);
  });
});

test("the session that ends between the upload and its confirmation is renewed", async () => {
  const tokens: (string | undefined)[] = [];
  const authorize = async (rejectedToken?: string) => (rejectedToken === undefined ? "old" : "new");
  const onlyNew = (request: HttpRequest) => {
    tokens.push(request.header?.["Authorization"]);
    return tokens.length === 1 ? respond(401, '{"code":"token_expired"}') : confirmAll(request);
  };
  const { platform, uploader } = confirmFixture([onlyNew, onlyNew], { authorize });
  const task = uploader.upload({ filePath: "1.jpg" });
  await platform.advanceTime(1_000);
  expect(tokens).toEqual(["Bearer old", "Bearer new"]);
  expect(doneOf(task).confirmed).toBe(true);
});
