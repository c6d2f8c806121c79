import { createCancellation, PlatformError } from "../../src/uploader/index";
import type { HeldSignature, SignClient } from "../../src/uploader/sign-client";
import { createSigner } from "../../src/uploader/signer";
import { createTransfer, type Transfer } from "../../src/uploader/transfer";

const SIGNATURE: HeldSignature = {
  uploadUrl: "https://example.com/",
  objectUrl: "https://example.com/1.jpg",
  objectKey: "1.jpg",
  contentType: "image/jpeg",
  fields: {},
  expiresInSeconds: 900,
  renewAtMs: 800_000,
  expiresAtMs: 900_000,
};

const transferOf = (filePath: string): Transfer =>
  createTransfer({ filePath, extension: "jpg", bytes: 1, method: "post" });

test("a file whose batch was given up by the others just then is asked for anew, not told of a cancellation", async () => {
  const [first, second] = [transferOf("1.jpg"), transferOf("2.jpg")];
  const asked: number[] = [];
  const client: SignClient = {
    async sign(requests, signal) {
      asked.push(requests.length);
      if (asked.length > 1) return requests.map(() => SIGNATURE);
      await new Promise<void>((resolve) => signal.onCancel(resolve));
      // The platform takes its time to say so.
      await new Promise(setImmediate);
      throw new PlatformError("cancelled", "cancelled");
    },
  };
  const signer = createSigner({
    client,
    platform: { nowMs: () => 0, delay: () => Promise.resolve() },
    unsigned: () => [first, second],
    isPreparing: () => false,
  });
  const cancellation = createCancellation();
  const given = signer.sign(first, cancellation.signal);
  await new Promise(setImmediate);
  cancellation.cancel();
  const taken = signer.sign(second, createCancellation().signal);
  await expect(given).rejects.toMatchObject({ code: "cancelled" });
  await taken;
  expect(asked).toEqual([2, 2]);
  expect(second.signature).toBe(SIGNATURE);
});
