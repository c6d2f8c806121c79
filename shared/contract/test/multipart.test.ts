import { multipartComplete, multipartParts, multipartStart, multipartToken } from "../src/index.ts";

const MD5 = "098f6bcd4621d373cade4e832627b4f6";
const TOKEN = { uploadToken: "a.b.c" };
const messageOf = (schema: typeof multipartParts | typeof multipartComplete | typeof multipartStart, input: unknown) =>
  schema.safeParse(input).error?.issues[0]?.message;

describe("multipartParts", () => {
  test.each([
    [[1], undefined],
    [
      [10_000, 1],
      ["098f6bcd4621d373cade4e832627b4f6", "CY9rzUYh03PK3k6DJie09g=="],
    ],
    [Array.from({ length: 100 }, (_, index) => index + 1), undefined],
  ])("accepts %j with %j", (partNumbers, md5s) => {
    expect(multipartParts.safeParse({ ...TOKEN, partNumbers, md5s }).success).toBe(true);
  });

  test("an MD5 in hex becomes Base64", () => {
    const md5s = ["098f6bcd4621d373cade4e832627b4f6"];
    expect(multipartParts.parse({ ...TOKEN, partNumbers: [1], md5s }).md5s).toEqual(["CY9rzUYh03PK3k6DJie09g=="]);
  });

  test.each([
    ["none", { partNumbers: [] }, "1 to 100 different part numbers"],
    ["101", { partNumbers: Array.from({ length: 101 }, (_, index) => index + 1) }, "1 to 100 different"],
    ["0", { partNumbers: [0] }, "from 1 to 10000"],
    ["10,001", { partNumbers: [10_001] }, "from 1 to 10000"],
    ["a fraction", { partNumbers: [1.5] }, "from 1 to 10000"],
    ["a text", { partNumbers: ["1"] }, "from 1 to 10000"],
    ["the same twice", { partNumbers: [2, 2] }, "different part numbers"],
    ["fewer MD5s than parts", { partNumbers: [1, 2], md5s: ["098f6bcd4621d373cade4e832627b4f6"] }, "one MD5 for each"],
    ["101 MD5s", { partNumbers: [1], md5s: Array.from({ length: 101 }, () => MD5) }, "one MD5 for each"],
    ["null for the MD5s", { partNumbers: [1], md5s: null }, "one MD5 for each"],
    ["no list", { partNumbers: 1 }, "1 to 100 different"],
  ])("rejects %s", (_, input, reason) => {
    expect(messageOf(multipartParts, { ...TOKEN, ...input })).toContain(reason);
  });
});

test.each(["0", "1", "18446744073709551615"])("multipartComplete accepts the CRC-64 %s", (crc64) => {
  expect(multipartComplete.parse({ ...TOKEN, crc64 })).toEqual({ ...TOKEN, crc64 });
});

test.each([
  "",
  "01",
  "-1",
  "1e3",
  "0x1",
  "1".repeat(21),
  "18446744073709551616",
  1,
])("multipartComplete rejects the CRC-64 %j", (crc64) => {
  expect(messageOf(multipartComplete, { ...TOKEN, crc64 })).toContain("1 to 20 decimal digits");
});

test.each([
  {},
  { ext: "mp4" },
  { ext: "mp4", size: 0 },
  { ext: "mp4", size: 1, key: "a" },
])("multipartStart rejects %j", (input) => {
  expect(multipartStart.safeParse(input).success).toBe(false);
});

test.each([
  {},
  { uploadToken: "" },
  { uploadToken: "a".repeat(4_097) },
  { uploadToken: 1 },
])("multipartToken rejects a token that is missing, empty or too long", (input) => {
  expect(multipartToken.safeParse(input).success).toBe(false);
});
