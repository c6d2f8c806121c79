import { MAX_BATCH_FILES, postPolicyQuery, putSignBatch, putSignFile, putSignQuery } from "../src/index.ts";

const MD5 = "mQ/fVh815F3k6TAUm8m0eg==";

describe("putSignQuery", () => {
  test("parses a query: the extension in lower case, the size as a number", () => {
    expect(putSignQuery.parse({ ext: "JPG", size: "4096", md5: MD5 })).toEqual({ ext: "jpg", size: 4096, md5: MD5 });
  });

  test.each([
    "990fdf561f35e45de4e930149bc9b47a",
    "990FDF561F35E45DE4E930149BC9B47A",
  ])("accepts an MD5 in hex: %s", (md5) => {
    expect(putSignQuery.parse({ ext: "jpg", md5 })).toEqual({ ext: "jpg", md5: MD5 });
  });

  test("accepts an extension without size and MD5", () => {
    expect(putSignQuery.parse({ ext: "jpg" })).toEqual({ ext: "jpg" });
  });

  test.each([
    ["no extension", {}],
    ["an empty extension", { ext: "" }],
    ["an extension with its dot", { ext: ".jpg" }],
    ["a path", { ext: "jpg/../../x" }],
    ["a NUL character", { ext: "jpg\0" }],
    ["an extension of 17 characters", { ext: "a".repeat(17) }],
    ["a list of extensions", { ext: ["jpg", "png"] }],
    ["size 0", { ext: "jpg", size: "0" }],
    ["a negative size", { ext: "jpg", size: "-1" }],
    ["a fractional size", { ext: "jpg", size: "1.5" }],
    ["a size with an exponent", { ext: "jpg", size: "1e3" }],
    ["an empty size", { ext: "jpg", size: "" }],
    ["a size above the largest exact double", { ext: "jpg", size: "9007199254740993" }],
    ["an MD5 of 31 hex digits", { ext: "jpg", size: "1", md5: "990fdf561f35e45de4e930149bc9b47" }],
    ["an MD5 of 33 hex digits", { ext: "jpg", size: "1", md5: "990fdf561f35e45de4e930149bc9b47a0" }],
    ["an MD5 with a digit that is not hex", { ext: "jpg", size: "1", md5: "990fdf561f35e45de4e930149bc9b47g" }],
    ["an MD5 whose last digit holds more than two bits", { ext: "jpg", size: "1", md5: "mQ/fVh815F3k6TAUm8m0eh==" }],
    ["an unknown field", { ext: "jpg", acl: "public-read" }],
  ])("rejects %s", (_, query) => {
    expect(putSignQuery.safeParse(query).success).toBe(false);
  });
});

describe("postPolicyQuery", () => {
  test("rejects an MD5, because a form's signature cannot cover one", () => {
    expect(postPolicyQuery.safeParse({ ext: "jpg", size: "1", md5: MD5 }).success).toBe(false);
  });
});

describe("putSignFile", () => {
  test("accepts a size as a number but not as a string", () => {
    expect(putSignFile.safeParse({ ext: "jpg", size: 4096 }).success).toBe(true);
    expect(putSignFile.safeParse({ ext: "jpg", size: "4096" }).success).toBe(false);
  });
});

describe("putSignBatch", () => {
  const files = (count: number) => ({ files: Array.from({ length: count }, () => ({ ext: "jpg" })) });

  test.each([
    [1, true],
    [MAX_BATCH_FILES, true],
    [0, false],
    [MAX_BATCH_FILES + 1, false],
  ])("accepts a batch of %d files: %s", (count, isAccepted) => {
    expect(putSignBatch.safeParse(files(count)).success).toBe(isAccepted);
  });
});
