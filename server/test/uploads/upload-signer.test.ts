import { createObjectKeyFactory } from "../../src/cos/index.ts";
import { createUploadSigner, fixedCredentials } from "../../src/index.ts";

const NOW_SECONDS = 1_700_000_000;
const FILE = { ext: "jpg", size: 3, contentType: "image/jpeg", maxBytes: 10 };

function signerOf(expiresSeconds?: number) {
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
  });
}

describe("createUploadSigner", () => {
  it("puts an object into its owner's folder", async () => {
    const { cosKey } = await signerOf().signPut(FILE, "0123456789abcdef");
    expect(cosKey).toMatch(/^uploads\/0123456789abcdef\/20231114\//);
  });

  it.each([
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

  it("credentials that ended already – it signs nothing", async () => {
    await expect(signerOf(NOW_SECONDS - 61).signPut(FILE)).rejects.toThrow(RangeError);
  });
});
