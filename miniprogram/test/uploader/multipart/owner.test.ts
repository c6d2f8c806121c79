import fc from "fast-check";
import { subjectOf } from "../../../src/uploader/multipart/saved/owner";

const jwt = (payload: string) => `e30.${Buffer.from(payload).toString("base64url")}.c2ln`;

test.each([
  ["a JWT", jwt('{"sub":"user-1","exp":1}'), "user-1"],
  ["a subject of any language", jwt('{"sub":"用户🙂"}'), "用户🙂"],
  ["no JWT", "an opaque token", undefined],
  ["two parts", "e30.e30", undefined],
  ["a JWT without a subject", jwt('{"exp":1}'), undefined],
  ["an empty subject", jwt('{"sub":""}'), undefined],
  ["a subject that is no text", jwt('{"sub":7}'), undefined],
  ["a payload that is no object", jwt("[]"), undefined],
  ["a payload that is no JSON", jwt("{"), undefined],
  ["characters that are not Base64url", "e30.###.c2ln", undefined],
  ["bytes that are not UTF-8", `e30.${Buffer.from([0xff, 0xfe]).toString("base64url")}.c2ln`, undefined],
])("the subject of %s", (_, token, expected) => {
  expect(subjectOf(token)).toBe(expected);
});

test("reads the subject of any JWT", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (sub) => {
      expect(subjectOf(jwt(JSON.stringify({ sub })))).toBe(sub);
    }),
  );
});
