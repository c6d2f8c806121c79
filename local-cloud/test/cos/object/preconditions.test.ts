import { evaluatePreconditions, type Preconditions } from "../../../src/cos/object/preconditions.ts";

const ETAG = '"ee8de918d05640145b18f70f4c3aa602"';
const MODIFIED_MS = Date.UTC(2024, 0, 2, 3, 4, 5, 678);
const AT_IT = "Tue, 02 Jan 2024 03:04:05 GMT";
const BEFORE = "Tue, 02 Jan 2024 03:04:04 GMT";

const NONE: Preconditions = {
  ifMatch: undefined,
  ifNoneMatch: undefined,
  ifModifiedSince: undefined,
  ifUnmodifiedSince: undefined,
};

const CASES: [Partial<Preconditions>, string][] = [
  [{}, "met"],
  [{ ifMatch: ETAG }, "met"],
  [{ ifMatch: ETAG.replaceAll('"', "") }, "met"],
  [{ ifMatch: "*" }, "met"],
  [{ ifMatch: `"a", ${ETAG}` }, "met"],
  [{ ifMatch: '"a"' }, "failed"],
  [{ ifMatch: `W/${ETAG}` }, "failed"],
  [{ ifUnmodifiedSince: AT_IT }, "met"],
  [{ ifUnmodifiedSince: "0" }, "met"],
  [{ ifUnmodifiedSince: "Sunday, 06-Nov-94 08:49:37 GMT" }, "failed"],
  [{ ifUnmodifiedSince: "Sun Nov  6 08:49:37 1994" }, "failed"],
  [{ ifUnmodifiedSince: "Tue Jan  2 03:04:05 2024" }, "met"],
  [{ ifUnmodifiedSince: BEFORE }, "failed"],
  [{ ifUnmodifiedSince: "no date" }, "met"],
  [{ ifMatch: ETAG, ifUnmodifiedSince: BEFORE }, "met"],
  [{ ifNoneMatch: ETAG }, "not-modified"],
  [{ ifNoneMatch: `W/${ETAG}` }, "not-modified"],
  [{ ifNoneMatch: "*" }, "not-modified"],
  [{ ifNoneMatch: '"a"' }, "met"],
  [{ ifModifiedSince: AT_IT }, "not-modified"],
  [{ ifModifiedSince: BEFORE }, "met"],
  [{ ifModifiedSince: "no date" }, "met"],
  [{ ifModifiedSince: "2030" }, "met"],
  [{ ifModifiedSince: "2030-01-01T00:00:00Z" }, "met"],
  [{ ifNoneMatch: '"a"', ifModifiedSince: AT_IT }, "met"],
  [{ ifMatch: '"a"', ifNoneMatch: ETAG }, "failed"],
];

test.each(CASES)("evaluates %j as %s", (conditions, result) => {
  expect(evaluatePreconditions({ ...NONE, ...conditions }, ETAG, MODIFIED_MS)).toBe(result);
});
