import { fixedCredentials } from "../../src/credentials/credential-provider.ts";
import { createObjectKeyFactory } from "../../src/uploads/object-key.ts";
import { createUploadSigner, type UploadSignerOptions } from "../../src/uploads/upload-signer.ts";

const NOW_SECONDS = 1_700_000_000;
const FILE = { ext: "jpg", size: 3, contentType: "image/jpeg", maxBytes: 10 };

function signerOf(expiresSeconds?: number, options: Partial<UploadSignerOptions> = {}) {
  return createUploadSigner({
    scheme: "https",
    host: "examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com",
    bucket: "examplebucket-1250000000",
    lifetimeSeconds: 900,
    credentials: fixedCredentials({
      secretId: "AKIDexample",
      secretKey: "example",
      ...(expiresSeconds !== undefined && { expiresSeconds }),
    }),
    createObjectKey: createObjectKeyFactory({ prefix: "uploads", timeZone: "UTC", randomBytes: Buffer.alloc }),
    now: () => NOW_SECONDS * 1000,
    ...options,
  });
}

describe("createUploadSigner", () => {
  test("puts an object into its owner's folder", async () => {
    const { cosKey } = await signerOf().signPut(FILE, "0123456789abcdef");
    expect(cosKey).toMatch(/^uploads\/0123456789abcdef\/20231114\//);
  });

  test.each([
    ["sooner than the signature would", 300, 300],
    ["later", 5_000, 900],
  ])("credentials that end %s – it ends with the first of the two", async (_, remaining, expected) => {
    const answers = [
      await signerOf(NOW_SECONDS + remaining).signPut(FILE),
      await signerOf(NOW_SECONDS + remaining).signPost(FILE),
    ];
    for (const { expiresAt, expiresInSeconds } of answers) {
      expect([expiresAt, expiresInSeconds]).toEqual([NOW_SECONDS + expected, expected]);
    }
    expect(answers[0] && "authorization" in answers[0] && answers[0].authorization).toContain(
      `q-key-time=${NOW_SECONDS - 60};${NOW_SECONDS + expected}`,
    );
  });

  test("credentials that take their time – the signature's life begins when they are there", async () => {
    const clock = { seconds: NOW_SECONDS };
    const { expiresAt, expiresInSeconds } = await signerOf(undefined, {
      now: () => clock.seconds * 1000,
      async credentials() {
        clock.seconds += 6;
        return { secretId: "AKIDexample", secretKey: "example" };
      },
    }).signPut(FILE);
    expect([expiresAt, expiresInSeconds]).toEqual([NOW_SECONDS + 906, 900]);
  });

  test.each([
    0, 1, 61, 100_000,
  ])("credentials that ended %d s ago – credentials_unavailable, and nothing is signed", async (ago) => {
    const signer = signerOf(NOW_SECONDS - ago);
    for (const signed of [signer.signPut(FILE), signer.signPost(FILE)]) {
      await expect(signed).rejects.toMatchObject({ code: "credentials_unavailable", headers: { "Retry-After": "5" } });
    }
  });
});
