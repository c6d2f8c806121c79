import fc from "fast-check";
import { type Listing, listKeys } from "../../../src/cos/object/list-keys.ts";

const KEYS = ["a", "b/", "b/1", "b/2/x", "b/2/y", "b0", "c/1", "c/2", "d"];
const ALL: Listing = { prefix: "", marker: "", delimiter: "", maxKeys: 1000 };

const CASES: [Partial<Listing>, keys: string[], commonPrefixes: string[], nextMarker: string | undefined][] = [
  [{}, KEYS, [], undefined],
  [{ prefix: "b/" }, ["b/", "b/1", "b/2/x", "b/2/y"], [], undefined],
  [{ prefix: "zz" }, [], [], undefined],
  [{ marker: "b0" }, ["c/1", "c/2", "d"], [], undefined],
  [{ marker: "b1" }, ["c/1", "c/2", "d"], [], undefined],
  [{ maxKeys: 2 }, ["a", "b/"], [], "b/"],
  [{ maxKeys: 9 }, KEYS, [], undefined],
  [{ delimiter: "/" }, ["a", "b0", "d"], ["b/", "c/"], undefined],
  [{ delimiter: "/", prefix: "b/" }, ["b/", "b/1"], ["b/2/"], undefined],
  [{ delimiter: "/", maxKeys: 2 }, ["a"], ["b/"], "b/"],
  [{ delimiter: "/", maxKeys: 2, marker: "b/" }, ["b0"], ["c/"], "c/"],
  [{ delimiter: "/", maxKeys: 2, marker: "c/" }, ["d"], [], undefined],
  [{ maxKeys: 0 }, [], [], undefined],
  [{ maxKeys: 0, marker: "a" }, [], [], undefined],
];

test.each(CASES)("lists one page for %j", (listing, keys, commonPrefixes, nextMarker) => {
  expect(listKeys(KEYS, { ...ALL, ...listing })).toEqual({ keys, commonPrefixes, nextMarker });
});

test("lists every key and group exactly once over pages of any size", () => {
  const key = fc.stringMatching(/^[ab/]{1,5}$/);
  const delimiter = fc.constantFrom("", "/", "a");
  fc.assert(
    fc.property(fc.uniqueArray(key), fc.integer({ min: 1, max: 4 }), delimiter, (unsorted, maxKeys, groupBy) => {
      const keys = unsorted.sort();
      const whole = listKeys(keys, { ...ALL, delimiter: groupBy });
      const pages = { keys: [] as string[], commonPrefixes: [] as string[] };
      let marker: string | undefined = "";
      while (marker !== undefined) {
        const page = listKeys(keys, { ...ALL, delimiter: groupBy, maxKeys, marker });
        pages.keys.push(...page.keys);
        pages.commonPrefixes.push(...page.commonPrefixes);
        marker = page.nextMarker;
      }
      expect(pages).toEqual({ keys: whole.keys, commonPrefixes: whole.commonPrefixes });
    }),
  );
});
