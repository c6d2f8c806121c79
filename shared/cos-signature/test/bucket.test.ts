import { bucketHost, isBucket, isRegion } from "../src/index.ts";

describe("isBucket", () => {
  it.each(["examplebucket-1250000000", "a-b-c-1", "1-1"])("takes %s", (name) => expect(isBucket(name)).toBe(true));

  it.each([
    "examplebucket",
    "Example-1250000000",
    "-a-1",
    "a_b-1",
    "a--",
    "-1250000000",
    "a-1.evil.com",
    "a-1/",
    "",
  ])("refuses %j", (name) => expect(isBucket(name)).toBe(false));
});

describe("isRegion", () => {
  it.each(["ap-guangzhou", "na-siliconvalley", "ap-shanghai-fsi"])("takes %s", (name) =>
    expect(isRegion(name)).toBe(true));

  it.each(["cos.ap-guangzhou", "guangzhou", "AP-GUANGZHOU", "ap-guangzhou.", ""])("refuses %j", (name) =>
    expect(isRegion(name)).toBe(false));
});

describe("bucketHost", () => {
  it("is the default domain", () => {
    expect(bucketHost("examplebucket-1250000000", "ap-guangzhou")).toBe(
      "examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com",
    );
  });
});
