import fc from "fast-check";
import { createObjectKeyFactory } from "../../src/uploads/object-key.ts";
import { createObjectKeyParser } from "../../src/uploads/parse-object-key.ts";

const HEX = "000102030405060708090a0b0c0d0e0f";
const parse = createObjectKeyParser("uploads");

const zones = fc.constantFrom("UTC", "Asia/Shanghai", "America/New_York", "Pacific/Kiritimati");
const prefixes = fc.constantFrom("uploads", "app/photos", "20261123", "a.b/c-d_e");
const owners = fc.option(fc.stringMatching(/^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$/), { nil: undefined });
const extensions = fc.stringMatching(/^[a-z0-9]{1,16}$/);
const seconds = fc.integer({ min: 0, max: 4_102_444_800 });
const random = fc.uint8Array({ minLength: 16, maxLength: 16 });

test("every key that the server makes is parsed to what it was made of", () => {
  fc.assert(
    fc.property(
      prefixes,
      zones,
      extensions,
      seconds,
      owners,
      random,
      (prefix, timeZone, extension, time, owner, bytes) => {
        const createObjectKey = createObjectKeyFactory({ prefix, timeZone, randomBytes: () => Buffer.from(bytes) });
        const key = createObjectKey(extension, time, owner);
        expect(createObjectKeyParser(prefix)(key)).toMatchObject({ key, owner, extension });
      },
    ),
  );
});

test("a key consists of owner, day, time and extension", () => {
  const key = `uploads/li/20261123/20261123120506-${HEX}.jpg`;
  expect(parse(key)).toEqual({ key, owner: "li", day: "20261123", time: "20261123120506", extension: "jpg" });
  expect(parse(key.replace("/li", ""))?.owner).toBeUndefined();
});

const GOOD = `uploads/li/20261123/20261123120506-${HEX}.jpg`;
test.each([
  ["nothing", ""],
  ["the prefix alone", "uploads/"],
  ["another prefix", GOOD.replace("uploads", "private")],
  ["a longer prefix", GOOD.replace("uploads", "uploads2")],
  ["a slash at the start", `/${GOOD}`],
  ["a slash at the end", `${GOOD}/`],
  ["a URL", `https://examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com/${GOOD}`],
  ["..", GOOD.replace("/li/", "/li/../zhao/")],
  [".. as the owner", GOOD.replace("/li/", "/../")],
  [". as the owner", GOOD.replace("/li/", "/./")],
  ["an encoded ..", GOOD.replace("/li/", "/%2e%2e/")],
  ["an encoded slash", GOOD.replace("/li/", "/li%2F")],
  ["two slashes", GOOD.replace("/li/", "/li//")],
  ["a backslash", GOOD.replace("/li/", "\\li\\")],
  ["?", `${GOOD}?acl`],
  ["#", `${GOOD}#x`],
  ["a NUL", `${GOOD}\0`],
  ["a line feed at the end", `${GOOD}\n`],
  ["a lone surrogate", `${GOOD}\ud800`],
  ["a lone surrogate as the owner", GOOD.replace("/li/", "/\udfff/")],
  ["an owner in upper case", GOOD.replace("/li/", "/Li/")],
  ["four folders", GOOD.replace("/li/", "/li/li/")],
  ["another day", GOOD.replace("/20261123/", "/20261124/")],
  ["a day that does not exist", GOOD.replaceAll("20261123", "20260230")],
  ["an hour that does not exist", GOOD.replace("20261123120506", "20261123240506")],
  ["31 hex digits", GOOD.replace(HEX, HEX.slice(1))],
  ["33 hex digits", GOOD.replace(HEX, `${HEX}0`)],
  ["hex digits in upper case", GOOD.replace(HEX, HEX.toUpperCase())],
  ["no extension", GOOD.replace(".jpg", "")],
  ["an extension in upper case", GOOD.replace(".jpg", ".JPG")],
  ["two extensions", `${GOOD}.html`],
  ["full-width digits", GOOD.replace("20261123120506", "２０２６1123120506")],
])("%s is rejected", (_, key) => {
  expect(parse(key)).toBeUndefined();
});

test("no change of a key reaches another folder", () => {
  const change = fc.tuple(fc.nat(GOOD.length), fc.nat(6), fc.string({ maxLength: 8, unit: "binary" }));
  fc.assert(
    fc.property(change, ([at, removed, inserted]) => {
      const text = GOOD.slice(0, at) + inserted + GOOD.slice(at + removed);
      const parsed = parse(text);
      if (parsed === undefined) return;
      expect(text).toMatch(/^uploads\/([a-z0-9][a-z0-9_-]*\/)?[0-9]{8}\/[0-9]{14}-[0-9a-f]{32}\.[a-z0-9]{1,16}$/);
      expect(parsed.key).toBe(text);
      expect(parsed.owner === undefined || text.startsWith(`uploads/${parsed.owner}/`)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test("a prefix is no pattern", () => {
  expect(createObjectKeyParser("a.b")(GOOD.replace("uploads", "axb"))).toBeUndefined();
});
