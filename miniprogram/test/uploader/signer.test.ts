import { createCancellation, PlatformError } from "../../src/uploader/index";
import type { Job } from "../../src/uploader/job";
import type { Signature } from "../../src/uploader/sign-answer";
import { createSigner, type SignerOptions } from "../../src/uploader/signer";
import { createFakePlatform } from "../fakes/fake-platform";

const SIGNATURE: Signature = {
  uploadUrl: "https://example.com/",
  objectUrl: "https://example.com/1.jpg",
  objectKey: "1.jpg",
  contentType: "image/jpeg",
  fields: {},
  renewAtMs: 800_000,
  expiresAtMs: 900_000,
};

const platform = createFakePlatform({ onRequest: () => "never", onForm: () => "never" });

const readyJob = (filePath: string, { signal } = createCancellation()): Job => ({
  picked: { filePath },
  options: { serverUrl: "https://sign.example.com", platform },
  signal,
  show: () => {},
  end: () => {},
  step: "ready",
  stage: "read",
  file: { filePath, extension: "jpg", bytes: 1, method: "post" },
});

test("a file whose batch was given up by the others just then is asked for anew, not told of a cancellation", async () => {
  const cancellation = createCancellation();
  const [first, second] = [readyJob("1.jpg", cancellation), readyJob("2.jpg")];
  const asked: number[] = [];
  const request: SignerOptions["request"] = async (jobs, signal) => {
    asked.push(jobs.length);
    if (asked.length > 1) return jobs.map(() => SIGNATURE);
    await new Promise<void>((resolve) => signal.onCancel(resolve));
    // The platform takes its time to say so.
    await new Promise(setImmediate);
    throw new PlatformError("cancelled", "cancelled");
  };
  const signer = createSigner({ platform, jobs: () => [first, second], request });
  const given = signer.sign(first);
  await new Promise(setImmediate);
  cancellation.cancel();
  const taken = signer.sign(second);
  await expect(given).rejects.toMatchObject({ code: "cancelled" });
  expect(await taken).toBe(SIGNATURE);
  expect(asked).toEqual([2, 2]);
});
