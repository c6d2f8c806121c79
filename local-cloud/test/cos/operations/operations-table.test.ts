import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROUTES } from "../../../src/cos/operations/route-table.ts";
import { DOCUMENTS, withTable } from "../../../tools/operations-table.ts";

test.each(DOCUMENTS)("$path has the table of the routes; npm run operations-table updates it", ({ path, headings }) => {
  const text = readFileSync(join(__dirname, "../../../..", path), "utf8");
  expect(text).toBe(withTable(text, headings));
});

test("no two routes fit the same request equally well", () => {
  const selectors = ROUTES.map((own) => [own.method, own.target, own.subResource, own.selectingHeader].join(" "));
  expect(new Set(selectors).size).toBe(selectors.length);
});

test("a header is listed in lower case, as requests are compared", () => {
  const headers = ROUTES.flatMap((own) => [...own.headers, own.selectingHeader ?? ""]);
  expect(headers.filter((name) => name !== name.toLowerCase())).toEqual([]);
});
