import { createHash, randomBytes } from "node:crypto";
import { md5Base64 } from "../../src/uploader/md5-base64";

test("agrees with Node on random digests", () => {
  for (let round = 0; round < 200; round += 1) {
    const digest = createHash("md5").update(randomBytes(8)).digest();
    expect(md5Base64(digest.toString("hex"))).toBe(digest.toString("base64"));
  }
});

test.each([
  "",
  "d41d8cd98f00b204e9800998ecf8427",
  "d41d8cd98f00b204e9800998ecf8427eg",
  "1B2M2Y8AsgTpgAmY7PhCfg==",
])("%j is no MD5 in hex – undefined", (text) => {
  expect(md5Base64(text)).toBeUndefined();
});
