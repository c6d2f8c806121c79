import { UploadError } from "../../src/uploader/index";
import { cosRefusal, respond } from "../fakes/fake-cloud";
import { PATIENT, platformFixture, statesOf } from "./platform-fixture";

const METHODS = ["put", "post"] as const;
const PHOTO = { filePath: "1.jpg" };

describe.each(METHODS)("by %s", (method) => {
  test("an answer that was lost – the same key again, COS's 409 is the success it was, one object", async () => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.fates.push("lost");
    const task = uploader.upload(PHOTO, { method });
    const states = statesOf(task);
    await platform.pass(60_000);
    expect(states).toEqual(["queued", "checking", "signing", "uploading", "retrying", "uploading", "done"]);
    expect([...cloud.objects]).toEqual([["uploads/1.jpg", 1]]);
    await expect(task.result).resolves.toMatchObject({ objectKey: "uploads/1.jpg", bytes: 8, method });
  });

  test("a failure of COS's own after it had stored – the same key again, one object", async () => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.fates.push(cosRefusal(503, "ServiceUnavailable"));
    const task = uploader.upload(PHOTO, { method });
    task.on("change", ({ name }) => name === "retrying" && cloud.objects.set("uploads/1.jpg", 1));
    await platform.pass(60_000);
    expect(task.state).toMatchObject({ name: "done", result: { objectKey: "uploads/1.jpg" } });
    expect([...cloud.objects]).toEqual([["uploads/1.jpg", 1]]);
  });

  test("an answer that was lost, and a refusal after it – still in doubt: the same key again, one object", async () => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.fates.push("lost", respond(429));
    const task = uploader.upload(PHOTO, { method });
    await platform.pass(60_000);
    expect(task.state).toMatchObject({ name: "done", result: { objectKey: "uploads/1.jpg" } });
    expect([...cloud.objects]).toEqual([["uploads/1.jpg", 1]]);
  });

  test.each([
    "timeout",
    "network",
    "interrupted",
  ] as const)("%s before anything was stored – sent again under the same signature", async (failure) => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.fates.push(failure);
    const task = uploader.upload(PHOTO, { method });
    await platform.pass(60_000);
    expect(task.state).toMatchObject({ name: "done", result: { etag: "abc" } });
    expect([...cloud.objects]).toEqual([["uploads/1.jpg", 1]]);
  });

  test("503 twice, then taken – done at the third attempt, with delays that grow", async () => {
    const { uploader, platform, cloud } = platformFixture({ random: () => 0.999 });
    cloud.fates.push(cosRefusal(503, "SlowDown"), cosRefusal(503, "SlowDown"));
    const task = uploader.upload(PHOTO, { method });
    const delays: number[] = [];
    task.on("change", (state) => state.name === "retrying" && delays.push(state.delayMs));
    await platform.pass(60_000);
    expect(task.state.name).toBe("done");
    expect(delays).toEqual([999, 1998]);
  });

  test("409 for a key that was never sent to – signed anew once, not taken for one's own", async () => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.objects.set("uploads/1.jpg", 1);
    const task = uploader.upload(PHOTO, { method });
    await platform.pass(60_000);
    expect(task.state).toMatchObject({ name: "done", result: { objectKey: "uploads/2.jpg" } });
  });

  test.each([
    [cosRefusal(403, "RequestTimeTooSkewed")],
    [cosRefusal(403, "AccessDenied", "Request has expired")],
    [cosRefusal(400, "ExpiredToken")],
  ])("%j – signed anew at once, but only once", async (refusal) => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.fates.push(refusal);
    const first = uploader.upload(PHOTO, { method });
    await platform.pass(0);
    expect(first.state).toMatchObject({ name: "done", result: { objectKey: "uploads/2.jpg" } });
    cloud.fates.push(refusal, refusal);
    const second = uploader.upload(PHOTO, { method });
    await platform.pass(60_000);
    expect(second.state).toMatchObject({ name: "failed", error: { code: "upload_refused", retryable: true } });
    expect(cloud.objects.size).toBe(1);
  });

  test.each([
    cosRefusal(403, "SignatureDoesNotMatch"),
    cosRefusal(403, "AccessDenied", "Access Denied."),
    cosRefusal(400, "EntityTooLarge"),
    cosRefusal(404, "NoSuchBucket"),
    cosRefusal(409, "PathConflict"),
  ])("%j – no retry", async (refusal) => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.fates.push(refusal);
    const task = uploader.upload(PHOTO, { method });
    await platform.pass(600_000);
    expect(task.state).toMatchObject({ name: "failed", error: { code: "upload_refused", status: refusal.statusCode } });
    expect(platform.forms.length + platform.requests.length).toBe(2);
  });

  test("cancelled with the bytes on their way, then begun anew – the same key, one object", async () => {
    const { uploader, platform, cloud } = platformFixture();
    const task = uploader.upload(PHOTO, { method });
    const stop = task.on("change", ({ name }) => name === "uploading" && queueMicrotask(task.cancel));
    await platform.pass(0);
    stop();
    expect(task.state.name).toBe("cancelled");
    expect(cloud.objects.size).toBe(1);
    const states = statesOf(task);
    task.retry();
    await platform.pass(0);
    expect(states.slice(1)).toEqual(["queued", "uploading", "done"]);
    expect([...cloud.objects]).toEqual([["uploads/1.jpg", 1]]);
  });
});

test("as many attempts as allowed, then the last failure", async () => {
  const { uploader, platform, cloud } = platformFixture({ uploader: { retry: { maxAttempts: 3 } } });
  cloud.fates.push("network", "network", "timeout", "stored");
  const task = uploader.upload(PHOTO);
  await platform.pass(600_000);
  expect(task.state).toMatchObject({ name: "failed", error: { code: "timeout", stage: "upload", retryable: true } });
  expect(platform.forms).toHaveLength(3);
});

test("begun anew by hand after its attempts were used up – the same key still, one object", async () => {
  const { uploader, platform, cloud } = platformFixture({ uploader: { retry: { maxAttempts: 1 } } });
  cloud.fates.push("lost");
  const task = uploader.upload(PHOTO);
  const first = task.result;
  await platform.pass(0);
  expect(task.state.name).toBe("failed");
  task.retry();
  await platform.pass(0);
  await expect(first).rejects.toBeInstanceOf(UploadError);
  await expect(task.result).resolves.toMatchObject({ objectKey: "uploads/1.jpg" });
  expect(cloud.objects.size).toBe(1);
});

test.each([
  ["a refusal, after which nothing is in doubt", respond(403), 0],
  ["an answer that was lost, and the end of its signature", "network", 901_000],
] as const)("begun anew by hand after %s – checked and signed anew", async (_what, fate, laterMs) => {
  const { uploader, platform, cloud } = platformFixture({ uploader: { retry: { maxAttempts: 1 } } });
  cloud.fates.push(fate);
  const task = uploader.upload(PHOTO);
  await platform.pass(laterMs);
  expect(task.state.name).toBe("failed");
  const states = statesOf(task);
  task.retry();
  await platform.pass(0);
  expect(states.slice(1)).toEqual(["queued", "checking", "signing", "uploading", "done"]);
  expect(task.state).toMatchObject({ result: { objectKey: "uploads/2.jpg" } });
});

describe("a signature", () => {
  test("about to expire when the turn comes – asked for anew", async () => {
    const { uploader, platform, cloud } = platformFixture({ uploader: { concurrency: 1, ...PATIENT } });
    cloud.fates.push("never");
    const [first, second] = uploader.uploadAll([PHOTO, { filePath: "2.jpg" }]);
    await platform.pass(811_000);
    first?.cancel();
    await platform.pass(0);
    expect(second?.state).toMatchObject({ name: "done", result: { objectKey: "uploads/3.jpg" } });
  });

  test("with time left – kept", async () => {
    const { uploader, platform, cloud } = platformFixture({ uploader: { concurrency: 1, ...PATIENT } });
    cloud.fates.push("never");
    const [first, second] = uploader.uploadAll([PHOTO, { filePath: "2.jpg" }]);
    await platform.pass(809_000);
    first?.cancel();
    await platform.pass(0);
    expect(second?.state).toMatchObject({ name: "done", result: { objectKey: "uploads/2.jpg" } });
  });

  test("that expired while the phone's date was set back – COS refuses it, and another is asked for", async () => {
    const { uploader, platform, cloud } = platformFixture({ uploader: { concurrency: 1 } });
    cloud.fates.push("never", cosRefusal(403, "AccessDenied", "Request has expired"));
    const [first, second] = uploader.uploadAll([PHOTO, { filePath: "2.jpg" }]);
    await platform.pass(1_000);
    platform.nowMs = () => 0;
    first?.cancel();
    await platform.pass(0);
    expect(second?.state).toMatchObject({ name: "done", result: { objectKey: "uploads/3.jpg" } });
  });

  test("of a few seconds – is used, with a tenth of them to spare", async () => {
    const { uploader, platform, cloud } = platformFixture({
      onRequest(request) {
        const reply = cloud.onRequest(request);
        // Whoever finds no signature good enough asks without end.
        if (typeof reply === "string" || platform.requests.length > 2) return respond(403);
        return { ...reply, data: reply.data.replace('"expiresInSeconds":900', '"expiresInSeconds":10') };
      },
    });
    const task = uploader.upload(PHOTO);
    await platform.pass(0);
    expect(task.state).toMatchObject({ name: "done", result: { objectKey: "uploads/1.jpg" } });
    expect(platform.requests).toHaveLength(1);
  });

  test("whose upload is in doubt – used to its last second, and no longer", async () => {
    for (const [offlineMs, key] of [
      [899_000, "uploads/1.jpg"],
      [901_000, "uploads/2.jpg"],
    ] as const) {
      const { uploader, platform, cloud } = platformFixture();
      cloud.fates.push("network");
      const task = uploader.upload(PHOTO);
      task.on("change", ({ name }) => name === "retrying" && platform.setOnline(false));
      await platform.pass(offlineMs);
      expect(task.state.name).toBe("waiting_for_network");
      platform.setOnline(true);
      await platform.pass(0);
      expect(task.state).toMatchObject({ name: "done", result: { objectKey: key } });
    }
  });
});

test("in doubt while another file is signed for – keeps its own signature, one object each", async () => {
  const { uploader, platform, cloud } = platformFixture();
  cloud.fates.push("lost");
  const first = uploader.upload(PHOTO);
  await platform.pass(0);
  expect(first.state.name).toBe("retrying");
  const second = uploader.upload({ filePath: "2.jpg" });
  await platform.pass(60_000);
  expect(first.state).toMatchObject({ name: "done", result: { objectKey: "uploads/1.jpg" } });
  expect(second.state).toMatchObject({ name: "done", result: { objectKey: "uploads/2.jpg" } });
  expect(cloud.objects.size).toBe(2);
});

test("in doubt until its signature was over, then signed anew – an object under the new key is not its own", async () => {
  const { uploader, platform, cloud } = platformFixture();
  cloud.fates.push("network");
  cloud.objects.set("uploads/2.jpg", 1);
  const task = uploader.upload(PHOTO);
  task.on("change", ({ name }) => name === "retrying" && platform.setOnline(false));
  await platform.pass(901_000);
  platform.setOnline(true);
  await platform.pass(0);
  expect(task.state).toMatchObject({ name: "done", result: { objectKey: "uploads/3.jpg" } });
});

describe("the signing server", () => {
  test.each([
    ["429 with Retry-After", respond(429, "", { "retry-after": "7" }), 7_000 + 500],
    [
      "503 with a date, which the phone's clock says nothing of",
      respond(503, "", { "retry-after": "Mon, 23 Nov 2026 10:00:09 GMT" }),
      500,
    ],
    ["429 without", respond(429), 500],
    ["500", respond(500), 500],
    ["half an answer", respond(200, '{"uploadUrl":"https://exam'), 500],
    ["no answer", "timeout" as const, 500],
  ])("%s – asked again after its delay", async (_, reply, delayMs) => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.signFates.push(reply);
    const task = uploader.upload(PHOTO);
    await platform.pass(delayMs - 1);
    expect(task.state).toMatchObject({ name: "retrying", attempt: 2, delayMs, error: { stage: "sign" } });
    await platform.pass(1);
    expect(task.state.name).toBe("done");
  });

  test("a Retry-After of an hour – fails at once and says how long", async () => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.signFates.push(respond(429, "", { "retry-after": "3600" }));
    const task = uploader.upload(PHOTO);
    await platform.pass(0);
    expect(task.state).toMatchObject({ name: "failed", error: { status: 429, retryAfterMs: 3_600_000 } });
  });
});

describe("offline", () => {
  test("from the start – waits, asks nothing, and goes on when back", async () => {
    const { uploader, platform } = platformFixture();
    const task = uploader.upload(PHOTO);
    const states = statesOf(task);
    platform.setOnline(false);
    await platform.pass(3_600_000);
    expect(task.state.name).toBe("waiting_for_network");
    expect(platform.requests).toEqual([]);
    platform.setOnline(true);
    await platform.pass(0);
    expect(states).toEqual(["queued", "checking", "waiting_for_network", "signing", "uploading", "done"]);
    expect(platform.listeners()).toBe(0);
  });

  test("in the middle, as often as it likes – no attempt is used up", async () => {
    const { uploader, platform, cloud } = platformFixture({ uploader: { retry: { maxAttempts: 1 } } });
    cloud.fates.push("never");
    const task = uploader.upload(PHOTO);
    task.on("change", ({ name }) => {
      if (name !== "uploading" || cloud.objects.size > 0 || platform.forms.length > 3) return;
      cloud.fates.unshift("network");
      platform.setOnline(false);
    });
    for (let round = 0; round < 4; round += 1) {
      await platform.pass(1_000);
      expect(task.state.name).toBe("waiting_for_network");
      if (round === 3) cloud.fates.length = 0;
      platform.setOnline(true);
    }
    await platform.pass(0);
    expect(task.state.name).toBe("done");
  });

  test.each([
    ["COS answered, with a failure that passes", respond(503), "upload_refused"],
    ["what failed would fail again", "domain_not_allowed", "domain_not_allowed"],
  ] as const)("as the attempt fails, and %s – that is what it fails with, and nothing is waited for", async (_what, fate, code) => {
    const { uploader, platform, cloud } = platformFixture({ uploader: { retry: { maxAttempts: 1 } } });
    cloud.fates.push(fate);
    const task = uploader.upload(PHOTO);
    task.on("change", ({ name }) => name === "uploading" && platform.setOnline(false));
    await platform.pass(0);
    expect(task.state).toMatchObject({ name: "failed", error: { code } });
  });

  test("cancelled while waiting – over, and nobody listens any more", async () => {
    const { uploader, platform } = platformFixture();
    const task = uploader.upload(PHOTO);
    platform.setOnline(false);
    await platform.pass(0);
    task.cancel();
    expect(task.state.name).toBe("cancelled");
    expect(platform.listeners()).toBe(0);
  });
});

test("interrupted in the background – waits, and is sent again when shown, without using up an attempt", async () => {
  const { uploader, platform, cloud } = platformFixture({ uploader: { retry: { maxAttempts: 1 } } });
  cloud.fates.push("interrupted");
  const task = uploader.upload(PHOTO);
  task.on("change", ({ name }) => name === "uploading" && platform.forms.length === 0 && platform.setShown(false));
  await platform.pass(60_000);
  expect(task.state.name).toBe("waiting_for_foreground");
  platform.setShown(true);
  await platform.pass(0);
  expect(task.state.name).toBe("done");
});

describe("fileTimeoutMs", () => {
  test("ends a file with its stage, retries and waits included; nothing is left running", async () => {
    const { uploader, platform, cloud } = platformFixture({ uploader: { fileTimeoutMs: 30_000 } });
    cloud.fates.push("never");
    const task = uploader.upload(PHOTO);
    await platform.pass(30_000);
    expect(task.state).toMatchObject({ name: "failed", error: { code: "timeout", stage: "upload" } });
    expect([platform.timers(), platform.listeners()]).toEqual([0, 0]);
  });

  test("does not run while the file waits for its turn, nor after it is done", async () => {
    const { uploader, platform, cloud } = platformFixture({ uploader: { fileTimeoutMs: 30_000, concurrency: 1 } });
    cloud.fates.push("never");
    const [, second] = uploader.uploadAll([PHOTO, { filePath: "2.jpg" }]);
    await platform.pass(31_000);
    expect(second?.state.name).toBe("done");
    expect(platform.timers()).toBe(0);
  });
});
