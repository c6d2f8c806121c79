import {
  confirmRequest,
  confirmResponse,
  deleteRequest,
  downloadsRequest,
  proofClaims,
  uploadsQuery,
} from "../src/index.ts";

const keys = (count: number) => Array.from({ length: count }, (_, index) => `uploads/${index}.jpg`);
const messageOf = (
  schema: { safeParse(input: unknown): { error?: { issues: Array<{ message: string }> } } },
  input: unknown,
) => schema.safeParse(input).error?.issues[0]?.message;

test.each([
  ["confirmRequest", confirmRequest, 20],
  ["downloadsRequest", downloadsRequest, 50],
  ["deleteRequest", deleteRequest, 50],
] as const)("%s accepts 1 to %s keys", (_, schema, max) => {
  expect(schema.safeParse({ keys: keys(1) }).success).toBe(true);
  expect(schema.safeParse({ keys: keys(max) }).success).toBe(true);
  const rule = `keys must hold 1 to ${max} different keys`;
  for (const wrong of [[], keys(max + 1), ["a", "a"], "a", undefined, { 0: "a" }]) {
    expect(messageOf(schema, { keys: wrong })).toBe(rule);
  }
  for (const key of ["", "a".repeat(851), 7, null]) {
    expect(messageOf(schema, { keys: [key] })).toContain("1 to 850 characters");
  }
  expect(schema.safeParse({ keys: keys(1), prefix: "x" }).success).toBe(false);
});

test.each([
  "a.jpg",
  "照片 (1).jpg",
  "a\"b'.jpg",
  "👍.png",
  "a".repeat(200),
])("downloadsRequest accepts the file name %j", (filename) => {
  expect(downloadsRequest.parse({ keys: ["k"], filename }).filename).toBe(filename);
});

test.each([
  "",
  "a/b",
  "a\\b",
  "a\nb",
  "a\u0000",
  "a\u0085b",
  "a\ud800",
  "a\u202egpj.exe",
  "a\u2066b",
  "a".repeat(201),
  7,
])("downloadsRequest rejects the file name %j", (filename) => {
  expect(messageOf(downloadsRequest, { keys: ["k"], filename })).toContain("filename must be a file name");
});

test("a file name is for one key", () => {
  expect(messageOf(downloadsRequest, { keys: keys(2), filename: "a.jpg" })).toContain("filename is for one key");
});

test.each([0, -1, 1.5, 2001, "200", null])("downloadsRequest rejects a thumbnail of %j pixels", (thumbnailWidth) => {
  expect(messageOf(downloadsRequest, { keys: ["k"], thumbnailWidth })).toContain("from 1 to 2000");
});

test("uploadsQuery reads the limit in digits", () => {
  expect(uploadsQuery.parse({})).toEqual({});
  expect(uploadsQuery.parse({ limit: "100", cursor: "a.b.c" })).toEqual({ limit: 100, cursor: "a.b.c" });
});

test.each(["0", "101", "-1", "1e1", "", " 7", "7.0", "٣", "0x1"])("uploadsQuery rejects the limit %j", (limit) => {
  expect(messageOf(uploadsQuery, { limit })).toContain("limit must be a whole number from 1 to 100");
});

test.each(["", "x".repeat(2049)])("uploadsQuery rejects a cursor of the wrong length", (cursor) => {
  expect(messageOf(uploadsQuery, { cursor })).toContain("cursor");
});

test("an object that is not stored has no size, no type and no proof", () => {
  const [upload] = confirmResponse.parse({
    uploads: [{ cosKey: "k", status: "missing", bytes: 1, proof: "x" }],
  }).uploads;
  expect(upload).toEqual({ cosKey: "k", status: "missing" });
  expect(confirmResponse.safeParse({ uploads: [{ cosKey: "k", status: "stored" }] }).success).toBe(false);
});

test("a proof holds what is stored and where, and no proof", () => {
  const claims = { cosKey: "k", bytes: 1, contentType: "image/jpeg", etag: "e", storedAt: 1, bucket: "b-1" };
  expect(proofClaims.parse({ ...claims, proof: "x", status: "stored" })).toEqual(claims);
});
