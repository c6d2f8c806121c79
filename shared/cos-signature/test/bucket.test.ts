import { bucketHost, isBucket, isRegion } from "../src/index.ts";

describe("isBucket", () => {
  test.each(["examplebucket-1250000000", "a-b-c-1", "1-1"])("accepts %s", (name) => expect(isBucket(name)).toBe(true));

  test.each([
    "examplebucket",
    "Example-1250000000",
    "-a-1",
    "a_b-1",
    "a--",
    "-1250000000",
    "a-1.evil.com",
    "a-1/",
    "",
  ])("rejects %j", (name) => expect(isBucket(name)).toBe(false));
});

describe("isRegion", () => {
  test.each(["ap-guangzhou", "na-siliconvalley", "ap-shanghai-fsi"])("accepts %s", (name) =>
    expect(isRegion(name)).toBe(true));

  test.each(["cos.ap-guangzhou", "guangzhou", "AP-GUANGZHOU", "ap-guangzhou.", ""])("rejects %j", (name) =>
    expect(isRegion(name)).toBe(false));
});

describe("bucketHost", () => {
  test("returns the default domain", () => {
    expect(bucketHost("examplebucket-1250000000", "ap-guangzhou")).toBe(
      "examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com",
    );
  });
});
