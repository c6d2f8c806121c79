import { UploadError } from "../../src/uploader/index";
import { cosRejection, respond } from "../fakes/fake-cloud";
import { PATIENT, platformFixture, statesOf } from "./platform-fixture";

const METHODS = ["put", "post"] as const;
const PHOTO = { filePath: "1.jpg" };

describe.each(METHODS)("by %s", (method) => {
  test("uses the same key after a lost response, treats COS's 409 as success, and creates one object", async () => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.nextResponses.push("lost");
    const task = uploader.upload(PHOTO, { method });
    const states = statesOf(task);
    await platform.advanceTime(60_000);
    expect(states).toEqual(["queued", "checking", "signing", "uploading", "retrying", "uploading", "done"]);
    expect([...cloud.objects]).toEqual([["uploads/1.jpg", 1]]);
    await expect(task.result).resolves.toMatchObject({ objectKey: "uploads/1.jpg", bytes: 8, method });
  });

  test("uses the same key after a 5xx of COS that had stored the object, and creates one object", async () => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.nextResponses.push(cosRejection(503, "ServiceUnavailable"));
    const task = uploader.upload(PHOTO, { method });
    task.on("change", ({ name }) => name === "retrying" && cloud.objects.set("uploads/1.jpg", 1));
    await platform.advanceTime(60_000);
    expect(task.state).toMatchObject({ name: "done", result: { objectKey: "uploads/1.jpg" } });
    expect([...cloud.objects]).toEqual([["uploads/1.jpg", 1]]);
  });

  test("uses the same key after a lost response and a rejection, and creates one object", async () => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.nextResponses.push("lost", respond(429));
    const task = uploader.upload(PHOTO, { method });
    await platform.advanceTime(60_000);
    expect(task.state).toMatchObject({ name: "done", result: { objectKey: "uploads/1.jpg" } });
    expect([...cloud.objects]).toEqual([["uploads/1.jpg", 1]]);
  });

  test.each([
    "timeout",
    "network",
    "interrupted",
  ] as const)("uses the same signature after %s before anything was stored", async (failure) => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.nextResponses.push(failure);
    const task = uploader.upload(PHOTO, { method });
    await platform.advanceTime(60_000);
    expect(task.state).toMatchObject({ name: "done", result: { etag: "abc" } });
    expect([...cloud.objects]).toEqual([["uploads/1.jpg", 1]]);
  });

  test("is done at the third attempt after two 503s, with growing delays", async () => {
    const { uploader, platform, cloud } = platformFixture({ random: () => 0.999 });
    cloud.nextResponses.push(cosRejection(503, "SlowDown"), cosRejection(503, "SlowDown"));
    const task = uploader.upload(PHOTO, { method });
    const delays: number[] = [];
    task.on("change", (state) => state.name === "retrying" && delays.push(state.delayMs));
    await platform.advanceTime(60_000);
    expect(task.state.name).toBe("done");
    expect(delays).toEqual([999, 1998]);
  });

  test("requests a new signature once after a 409 for a key that it has not sent to", async () => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.objects.set("uploads/1.jpg", 1);
    const task = uploader.upload(PHOTO, { method });
    await platform.advanceTime(60_000);
    expect(task.state).toMatchObject({ name: "done", result: { objectKey: "uploads/2.jpg" } });
  });

  test.each([
    [cosRejection(403, "RequestTimeTooSkewed")],
    [cosRejection(403, "AccessDenied", "Request has expired")],
    [cosRejection(400, "ExpiredToken")],
  ])("requests a new signature at once, but only once, after %j", async (rejection) => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.nextResponses.push(rejection);
    const first = uploader.upload(PHOTO, { method });
    await platform.advanceTime(0);
    expect(first.state).toMatchObject({ name: "done", result: { objectKey: "uploads/2.jpg" } });
    cloud.nextResponses.push(rejection, rejection);
    const second = uploader.upload(PHOTO, { method });
    await platform.advanceTime(60_000);
    expect(second.state).toMatchObject({ name: "failed", error: { code: "upload_refused", retryable: true } });
    expect(cloud.objects.size).toBe(1);
  });

  test.each([
    cosRejection(403, "SignatureDoesNotMatch"),
    cosRejection(403, "AccessDenied", "Access Denied."),
    cosRejection(400, "EntityTooLarge"),
    cosRejection(404, "NoSuchBucket"),
    cosRejection(409, "PathConflict"),
  ])("does not retry after %j", async (rejection) => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.nextResponses.push(rejection);
    const task = uploader.upload(PHOTO, { method });
    await platform.advanceTime(600_000);
    expect(task.state).toMatchObject({
      name: "failed",
      error: { code: "upload_refused", status: rejection.statusCode },
    });
    expect(platform.forms.length + platform.requests.length).toBe(2);
  });

  test("uses the same key after it is cancelled during the upload and retried, and creates one object", async () => {
    const { uploader, platform, cloud } = platformFixture();
    const task = uploader.upload(PHOTO, { method });
    const stop = task.on("change", ({ name }) => name === "uploading" && queueMicrotask(task.cancel));
    await platform.advanceTime(0);
    stop();
    expect(task.state.name).toBe("cancelled");
    expect(cloud.objects.size).toBe(1);
    const states = statesOf(task);
    task.retry();
    await platform.advanceTime(0);
    expect(states.slice(1)).toEqual(["queued", "uploading", "done"]);
    expect([...cloud.objects]).toEqual([["uploads/1.jpg", 1]]);
  });
});

test("makes as many attempts as allowed, then reports the last failure", async () => {
  const { uploader, platform, cloud } = platformFixture({ uploader: { retry: { maxAttempts: 3 } } });
  cloud.nextResponses.push("network", "network", "timeout", "stored");
  const task = uploader.upload(PHOTO);
  await platform.advanceTime(600_000);
  expect(task.state).toMatchObject({ name: "failed", error: { code: "timeout", stage: "upload", retryable: true } });
  expect(platform.forms).toHaveLength(3);
});

test("uses the same key for a manual retry after all attempts, and creates one object", async () => {
  const { uploader, platform, cloud } = platformFixture({ uploader: { retry: { maxAttempts: 1 } } });
  cloud.nextResponses.push("lost");
  const task = uploader.upload(PHOTO);
  const first = task.result;
  await platform.advanceTime(0);
  expect(task.state.name).toBe("failed");
  task.retry();
  await platform.advanceTime(0);
  await expect(first).rejects.toBeInstanceOf(UploadError);
  await expect(task.result).resolves.toMatchObject({ objectKey: "uploads/1.jpg" });
  expect(cloud.objects.size).toBe(1);
});

test.each([
  ["a rejection, after which nothing is in doubt", respond(403), 0],
  ["a lost response and the expiry of its signature", "network", 901_000],
] as const)("checks and signs again for a manual retry after %s", async (_what, outcome, laterMs) => {
  const { uploader, platform, cloud } = platformFixture({ uploader: { retry: { maxAttempts: 1 } } });
  cloud.nextResponses.push(outcome);
  const task = uploader.upload(PHOTO);
  await platform.advanceTime(laterMs);
  expect(task.state.name).toBe("failed");
  const states = statesOf(task);
  task.retry();
  await platform.advanceTime(0);
  expect(states.slice(1)).toEqual(["queued", "checking", "signing", "uploading", "done"]);
  expect(task.state).toMatchObject({ result: { objectKey: "uploads/2.jpg" } });
});

describe("a signature", () => {
  test("that is about to expire is replaced", async () => {
    const { uploader, platform, cloud } = platformFixture({ uploader: { concurrency: 1, ...PATIENT } });
    cloud.nextResponses.push("never");
    const [first, second] = uploader.uploadAll([PHOTO, { filePath: "2.jpg" }]);
    await platform.advanceTime(811_000);
    first?.cancel();
    await platform.advanceTime(0);
    expect(second?.state).toMatchObject({ name: "done", result: { objectKey: "uploads/3.jpg" } });
  });

  test("with time left is kept", async () => {
    const { uploader, platform, cloud } = platformFixture({ uploader: { concurrency: 1, ...PATIENT } });
    cloud.nextResponses.push("never");
    const [first, second] = uploader.uploadAll([PHOTO, { filePath: "2.jpg" }]);
    await platform.advanceTime(809_000);
    first?.cancel();
    await platform.advanceTime(0);
    expect(second?.state).toMatchObject({ name: "done", result: { objectKey: "uploads/2.jpg" } });
  });

  test("that expired while the phone's date was set back is rejected by COS and replaced", async () => {
    const { uploader, platform, cloud } = platformFixture({ uploader: { concurrency: 1 } });
    cloud.nextResponses.push("never", cosRejection(403, "AccessDenied", "Request has expired"));
    const [first, second] = uploader.uploadAll([PHOTO, { filePath: "2.jpg" }]);
    await platform.advanceTime(1_000);
    platform.nowMs = () => 0;
    first?.cancel();
    await platform.advanceTime(0);
    expect(second?.state).toMatchObject({ name: "done", result: { objectKey: "uploads/3.jpg" } });
  });

  test("of a few seconds is used, with a tenth of its lifetime to spare", async () => {
    const { uploader, platform, cloud } = platformFixture({
      onRequest(request) {
        const reply = cloud.onRequest(request);
        // A loop that never finds a valid signature would request one without end.
        if (typeof reply === "string" || platform.requests.length > 2) return respond(403);
        return { ...reply, data: reply.data.replace('"expiresInSeconds":900', '"expiresInSeconds":10') };
      },
    });
    const task = uploader.upload(PHOTO);
    await platform.advanceTime(0);
    expect(task.state).toMatchObject({ name: "done", result: { objectKey: "uploads/1.jpg" } });
    expect(platform.requests).toHaveLength(1);
  });

  test("of an upload in doubt is used to its last second, and no longer", async () => {
    for (const [offlineMs, key] of [
      [899_000, "uploads/1.jpg"],
      [901_000, "uploads/2.jpg"],
    ] as const) {
      const { uploader, platform, cloud } = platformFixture();
      cloud.nextResponses.push("network");
      const task = uploader.upload(PHOTO);
      task.on("change", ({ name }) => name === "retrying" && platform.setOnline(false));
      await platform.advanceTime(offlineMs);
      expect(task.state.name).toBe("waiting_for_network");
      platform.setOnline(true);
      await platform.advanceTime(0);
      expect(task.state).toMatchObject({ name: "done", result: { objectKey: key } });
    }
  });
});

test("keeps the signature of an upload in doubt while another file is signed, and creates one object each", async () => {
  const { uploader, platform, cloud } = platformFixture();
  cloud.nextResponses.push("lost");
  const first = uploader.upload(PHOTO);
  await platform.advanceTime(0);
  expect(first.state.name).toBe("retrying");
  const second = uploader.upload({ filePath: "2.jpg" });
  await platform.advanceTime(60_000);
  expect(first.state).toMatchObject({ name: "done", result: { objectKey: "uploads/1.jpg" } });
  expect(second.state).toMatchObject({ name: "done", result: { objectKey: "uploads/2.jpg" } });
  expect(cloud.objects.size).toBe(2);
});

test("does not count an object under a new key as its own after the signature of an upload in doubt has expired", async () => {
  const { uploader, platform, cloud } = platformFixture();
  cloud.nextResponses.push("network");
  cloud.objects.set("uploads/2.jpg", 1);
  const task = uploader.upload(PHOTO);
  task.on("change", ({ name }) => name === "retrying" && platform.setOnline(false));
  await platform.advanceTime(901_000);
  platform.setOnline(true);
  await platform.advanceTime(0);
  expect(task.state).toMatchObject({ name: "done", result: { objectKey: "uploads/3.jpg" } });
});

describe("the signing server", () => {
  test.each([
    ["429 with Retry-After", respond(429, "", { "retry-after": "7" }), 7_000 + 500],
    [
      "503 with a date, which the phone's clock cannot be compared with",
      respond(503, "", { "retry-after": "Mon, 23 Nov 2026 10:00:09 GMT" }),
      500,
    ],
    ["429 without Retry-After", respond(429), 500],
    ["500", respond(500), 500],
    ["a response that is cut off", respond(200, '{"uploadUrl":"https://exam'), 500],
    ["no response", "timeout" as const, 500],
  ])("retries the request after its delay: %s", async (_, reply, delayMs) => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.nextSignResponses.push(reply);
    const task = uploader.upload(PHOTO);
    await platform.advanceTime(delayMs - 1);
    expect(task.state).toMatchObject({ name: "retrying", attempt: 2, delayMs, error: { stage: "sign" } });
    await platform.advanceTime(1);
    expect(task.state.name).toBe("done");
  });

  test("fails at once with a Retry-After of an hour, and reports it", async () => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.nextSignResponses.push(respond(429, "", { "retry-after": "3600" }));
    const task = uploader.upload(PHOTO);
    await platform.advanceTime(0);
    expect(task.state).toMatchObject({ name: "failed", error: { status: 429, retryAfterMs: 3_600_000 } });
  });
});

describe("offline", () => {
  test("waits from the start, sends no request, and continues once online", async () => {
    const { uploader, platform } = platformFixture();
    const task = uploader.upload(PHOTO);
    const states = statesOf(task);
    platform.setOnline(false);
    await platform.advanceTime(3_600_000);
    expect(task.state.name).toBe("waiting_for_network");
    expect(platform.requests).toEqual([]);
    platform.setOnline(true);
    await platform.advanceTime(0);
    expect(states).toEqual(["queued", "checking", "waiting_for_network", "signing", "uploading", "done"]);
    expect(platform.listeners()).toBe(0);
  });

  test("uses up no attempt, however often the network is lost", async () => {
    const { uploader, platform, cloud } = platformFixture({ uploader: { retry: { maxAttempts: 1 } } });
    cloud.nextResponses.push("never");
    const task = uploader.upload(PHOTO);
    task.on("change", ({ name }) => {
      if (name !== "uploading" || cloud.objects.size > 0 || platform.forms.length > 3) return;
      cloud.nextResponses.unshift("network");
      platform.setOnline(false);
    });
    for (let round = 0; round < 4; round += 1) {
      await platform.advanceTime(1_000);
      expect(task.state.name).toBe("waiting_for_network");
      if (round === 3) cloud.nextResponses.length = 0;
      platform.setOnline(true);
    }
    await platform.advanceTime(0);
    expect(task.state.name).toBe("done");
  });

  test.each([
    ["COS responded with a temporary failure", respond(503), "upload_refused"],
    ["the failure is permanent", "domain_not_allowed", "domain_not_allowed"],
  ] as const)("fails at once if the network is lost as the attempt fails and %s", async (_what, outcome, code) => {
    const { uploader, platform, cloud } = platformFixture({ uploader: { retry: { maxAttempts: 1 } } });
    cloud.nextResponses.push(outcome);
    const task = uploader.upload(PHOTO);
    task.on("change", ({ name }) => name === "uploading" && platform.setOnline(false));
    await platform.advanceTime(0);
    expect(task.state).toMatchObject({ name: "failed", error: { code } });
  });

  test("leaves no listener after it is cancelled while waiting", async () => {
    const { uploader, platform } = platformFixture();
    const task = uploader.upload(PHOTO);
    platform.setOnline(false);
    await platform.advanceTime(0);
    task.cancel();
    expect(task.state.name).toBe("cancelled");
    expect(platform.listeners()).toBe(0);
  });
});

test("waits in the background after an interruption, and sends again in the foreground without using up an attempt", async () => {
  const { uploader, platform, cloud } = platformFixture({ uploader: { retry: { maxAttempts: 1 } } });
  cloud.nextResponses.push("interrupted");
  const task = uploader.upload(PHOTO);
  task.on("change", ({ name }) => name === "uploading" && platform.forms.length === 0 && platform.setShown(false));
  await platform.advanceTime(60_000);
  expect(task.state.name).toBe("waiting_for_foreground");
  platform.setShown(true);
  await platform.advanceTime(0);
  expect(task.state.name).toBe("done");
});

describe("fileTimeoutMs", () => {
  test("ends a file with its stage, including retries and waits, and leaves nothing running", async () => {
    const { uploader, platform, cloud } = platformFixture({ uploader: { fileTimeoutMs: 30_000 } });
    cloud.nextResponses.push("never");
    const task = uploader.upload(PHOTO);
    await platform.advanceTime(30_000);
    expect(task.state).toMatchObject({ name: "failed", error: { code: "timeout", stage: "upload" } });
    expect([platform.timers(), platform.listeners()]).toEqual([0, 0]);
  });

  test("does not run while the file waits for its turn, nor after it is done", async () => {
    const { uploader, platform, cloud } = platformFixture({ uploader: { fileTimeoutMs: 30_000, concurrency: 1 } });
    cloud.nextResponses.push("never");
    const [, second] = uploader.uploadAll([PHOTO, { filePath: "2.jpg" }]);
    await platform.advanceTime(31_000);
    expect(second?.state.name).toBe("done");
    expect(platform.timers()).toBe(0);
  });
});
