import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { authorize, type Credentials, formatKeyTime } from "@wx-cos-upload/cos-signature";
import { fixedCredentials, LOCAL_COS_DEFAULTS, type LocalCos, startLocalCos } from "@wx-cos-upload/local-cloud/cos";
import { readConfig } from "@wx-cos-upload/server/advanced";
import { createLocalIdentities, localProofKeys, localUploadTokenKey } from "../src/local-identities.ts";

const { bucket, region, credentials: OWNER } = LOCAL_COS_DEFAULTS;

describe("the identities of the signing server in the local bucket", () => {
  const identities = createLocalIdentities(readConfig({}), { bucket, region }, fixedCredentials(OWNER));
  let cos: LocalCos;
  beforeAll(async () => {
    cos = await startLocalCos({ port: 0, findCredentials: identities.findCredentials });
  });
  afterAll(() => cos.close({ graceMs: 0 }));

  async function statusOf(credentials: Credentials, method: "PUT" | "GET" | "HEAD" | "DELETE", key: string) {
    const nowSeconds = Math.floor(Date.now() / 1000);
    const { authorization } = authorize({
      method,
      pathname: `/${key}`,
      headers: [["host", cos.host]],
      credentials,
      keyTime: formatKeyTime({ startSeconds: nowSeconds - 60, endSeconds: nowSeconds + 60 }),
    });
    const body = method === "PUT" ? { body: "a" } : {};
    return (await fetch(`${cos.url}/${key}`, { method, headers: { Authorization: authorization }, ...body })).status;
  }

  test("the upload identity writes below the prefix, and does nothing else", async () => {
    const keys = identities.uploadKeys;
    expect(await statusOf(keys, "PUT", "uploads/a.jpg")).toBe(200);
    expect(await statusOf(keys, "PUT", "elsewhere/a.jpg")).toBe(403);
    for (const method of ["GET", "HEAD", "DELETE"] as const) {
      expect([method, await statusOf(keys, method, "uploads/a.jpg")]).toEqual([method, 403]);
    }
    expect(await statusOf(keys, "GET", "")).toBe(403);
  });

  test("the service identity looks and deletes, and neither reads nor writes", async () => {
    const keys = identities.serviceKeys;
    expect(await statusOf(OWNER, "PUT", "uploads/b.jpg")).toBe(200);
    expect(await statusOf(keys, "PUT", "uploads/b.jpg")).toBe(403);
    expect(await statusOf(keys, "GET", "uploads/b.jpg")).toBe(403);
    expect(await statusOf(keys, "HEAD", "uploads/b.jpg")).toBe(200);
    expect(await statusOf(keys, "DELETE", "uploads/b.jpg")).toBe(204);
  });

  test("the reading identity reads below the prefix, and does nothing else", async () => {
    const keys = identities.readingKeys;
    for (const key of ["uploads/c.jpg", "elsewhere/c.jpg"]) expect(await statusOf(OWNER, "PUT", key)).toBe(200);
    expect(await statusOf(keys, "GET", "uploads/c.jpg")).toBe(200);
    expect(await statusOf(keys, "GET", "elsewhere/c.jpg")).toBe(403);
    expect(await statusOf(keys, "PUT", "uploads/c.jpg")).toBe(403);
    expect(await statusOf(keys, "DELETE", "uploads/c.jpg")).toBe(403);
    expect(await statusOf(keys, "GET", "")).toBe(403);
  });

  test("the owner's keys keep all rights, for tools of one's own", async () => {
    expect(await statusOf(OWNER, "PUT", "elsewhere/a.jpg")).toBe(200);
    expect(await statusOf(OWNER, "GET", "elsewhere/a.jpg")).toBe(200);
    expect(await statusOf(OWNER, "GET", "")).toBe(200);
  });
});

describe("the key of upload tokens", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "token-key-"));
  });
  afterEach(() => rm(directory, { recursive: true }));

  test("is made once, also by two at once, and only its owner can read it", async () => {
    const folder = join(directory, "not-there-yet");
    const keys = await Promise.all(Array.from({ length: 5 }, () => localUploadTokenKey(folder)));
    expect(new Set([...keys, await localUploadTokenKey(folder)]).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
    expect((await stat(join(folder, "upload-token-key"))).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["upload-token-key"]);
  });

  test("the key of proofs is kept in the same way", async () => {
    const [one, again] = [await localProofKeys(directory), await localProofKeys(directory)];
    expect(one.map(({ kid }) => kid)).toEqual(again.map(({ kid }) => kid));
    expect((await stat(join(directory, "proof-key.pem"))).mode & 0o777).toBe(0o600);
    expect((await localProofKeys(join(directory, "b")))[0].kid).not.toBe(one[0].kid);
  });

  test("differs between folders", async () => {
    const [one, other] = [
      await localUploadTokenKey(join(directory, "a")),
      await localUploadTokenKey(join(directory, "b")),
    ];
    expect(one).not.toBe(other);
  });
});
