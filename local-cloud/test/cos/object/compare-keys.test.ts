import fc from "fast-check";
import { compareKeys, positionOf } from "../../../src/cos/object/compare-keys.ts";

const text = fc.string({ unit: fc.constantFrom("a", "b", "/", "é", "中", "\ud7ff", "\ue000", "\uffff", "😀", "𐀀") });

test("orders keys as their UTF-8 bytes", () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});

test("finds the place of a key", () => {
  fc.assert(
    fc.property(fc.array(text), text, (keys, key) => {
      const sorted = keys.sort(compareKeys);
      expect(positionOf(sorted, key)).toBe(sorted.filter((own) => compareKeys(own, key) < 0).length);
    }),
  );
});
