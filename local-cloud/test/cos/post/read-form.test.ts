import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { CosError } from "../../../src/cos/errors.ts";
import { readForm } from "../../../src/cos/post/read-form.ts";

const TYPE = "multipart/form-data; boundary=B";
const FIELD = '--B\r\nContent-Disposition: form-data; name="key"\r\n\r\nphoto.jpg\r\n';
const FILE_HEAD = '--B\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n';

async function* inPieces(body: Buffer, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const ends = [...new Set(cuts.filter((cut) => cut < body.length))].sort((a, b) => a - b);
  for (const [index, end] of [...ends, body.length].entries()) yield body.subarray(ends[index - 1] ?? 0, end);
}

/** Reads a complete form and returns its fields and the file's bytes. */
async function read(body: string | Buffer, cuts: readonly number[] = [], type = TYPE) {
  const form = await readForm(type, inPieces(Buffer.from(body), cuts));
  const file = await buffer(form.file);
  await form.complete;
  return { fields: Object.fromEntries(form.fields), file: file.toString("latin1") };
}

test.each([
  ["a line break after it", `${FIELD}${FILE_HEAD}hello\r\n--B--\r\n`],
  ["nothing after it", `${FIELD}${FILE_HEAD}hello\r\n--B--`],
  ["a line break before it", `\r\n${FIELD}${FILE_HEAD}hello\r\n--B--\r\n`],
])("reads a form with %s", async (_what, body) => {
  expect(await read(body)).toEqual({ fields: { key: "photo.jpg" }, file: "hello" });
});

test.each([
  ["B", "B"],
  ['"B"', "B"],
  ['"a b"', "a b"],
  ["----WebKitFormBoundary7MA4YWxkTrZu0gW; charset=utf-8", "----WebKitFormBoundary7MA4YWxkTrZu0gW"],
  ['"\'()+_,-./:=?"', "'()+_,-./:=?"],
])("reads a form with boundary=%s", async (parameter, boundary) => {
  const body = `${FIELD}${FILE_HEAD}hello\r\n--B--`.replaceAll("--B", `--${boundary}`);
  expect(await read(body, [], `Multipart/Form-Data; boundary=${parameter}`)).toMatchObject({ file: "hello" });
});

test.each([
  ["", "is empty"],
  ["application/x-www-form-urlencoded", "has another type"],
  ["multipart/mixed; boundary=B", "has another type"],
  ["multipart/form-data", "has no boundary"],
  ["multipart/form-data; boundary=", "has an empty boundary"],
  [`multipart/form-data; boundary=${"B".repeat(71)}`, "has too long a boundary"],
  ["multipart/form-data; boundary=B; boundary=C", "has two boundaries"],
  ['multipart/form-data; boundary="B\\C"', "has an invalid character in the boundary"],
])("rejects the Content-Type %j, which %s", async (type) => {
  const reading = read(`${FIELD}${FILE_HEAD}hello\r\n--B--`, [], type);
  await expect(reading).rejects.toMatchObject({ code: "MalformedPOSTRequest" });
});

// Parsers end a file at each of these and would silently lose the rest.
test.each<[what: string, body: string]>([
  ["a part without headers in the file", `${FIELD}${FILE_HEAD}he\r\n--B\r\n\r\nllo\r\n--B--\r\n`],
  ["a part without a name in the file", `${FIELD}${FILE_HEAD}he\r\n--B\r\nA: b\r\n\r\nllo\r\n--B--\r\n`],
  ["a part without headers before the file", `${FIELD}--B\r\n\r\nllo\r\n${FILE_HEAD}hello\r\n--B--\r\n`],
  ["a part with another disposition", `--B\r\nContent-Disposition: attachment\r\n\r\na\r\n${FILE_HEAD}hello\r\n--B--`],
  ...["xx", " ", "-", "\rllo", "--x", "--\r\nmore", "--\r", "--\r\n\r\n"].map((rest): [string, string] => [
    `${JSON.stringify(rest)} after the boundary`,
    `${FIELD}${FILE_HEAD}he\r\n--B${rest}`,
  ]),
  ["a line of the file that begins with the boundary", `${FIELD}${FILE_HEAD}he\r\n--Bxx\r\nllo\r\n--B--\r\n`],
  ["no closing delimiter", `${FIELD}${FILE_HEAD}hello`],
  ["half of the closing delimiter", `${FIELD}${FILE_HEAD}hello\r\n--B-`],
])("rejects a form with %s, at any chunk boundary", async (_what, body) => {
  for (let cut = 1; cut < body.length; cut += 1) {
    await expect(read(body, [cut])).rejects.toMatchObject({ code: "MalformedPOSTRequest" });
  }
});

test("rejects a form whose file begins with the boundary, because the part's headers have no end", async () => {
  const reading = read(`${FIELD}${FILE_HEAD}--B\r\nllo\r\n--B--\r\n`);
  await expect(reading).rejects.toMatchObject({ code: "MalformedPOSTRequest" });
});

describe("the headers of a part", () => {
  const withHead = (head: string) => read(`--B\r\n${head}\r\n\r\nphoto.jpg\r\n${FILE_HEAD}hello\r\n--B--`);
  const disposition = (parameters: string) => `Content-Disposition: form-data${parameters}`;

  test.each([
    disposition('; name="key"'),
    disposition("; name=key"),
    disposition(' ; NAME="key" '),
    disposition(';name="k\\ey"').replace("\\", ""),
    `content-disposition:Form-Data; name="key"\r\nContent-Type: text/plain; charset=UTF-8`,
  ])("%j are valid", async (head) => {
    expect(await withHead(head)).toEqual({ fields: { key: "photo.jpg" }, file: "hello" });
  });

  test.each([
    disposition('; name="key'),
    disposition('; name="key""'),
    disposition('; name="key"x'),
    disposition('; name="key" filename="a"'),
    disposition('; name="key"; name="file"'),
    disposition('; name="key"; NAME="key"'),
    disposition('; name=key"'),
    disposition('; name=k"ey'),
    disposition("; name="),
    disposition("; name=;"),
    disposition('; name="key";'),
    disposition("; name"),
    disposition(""),
    disposition('; filename="a"'),
    disposition('; name="key"; filename="a.jpg'),
    'Content-Disposition: form-datax; name="key"',
    'Content-Disposition: attachment; name="key"',
    'Content-Disposition form-data; name="key"',
    'Content-Disposition : form-data; name="key"',
    `${disposition('; name="key"')}\r\n folded`,
    `${disposition('; name="key"')}\r\nno colon`,
    `${disposition('; name="key"')}\r\n${disposition('; name="file"')}`,
    `A: ${"b".repeat(16 * 1024)}\r\n${disposition('; name="key"')}`,
    `${"A: b\r\n".repeat(2500)}${disposition('; name="key"')}`,
  ])("%j are rejected as MalformedPOSTRequest", async (head) => {
    await expect(withHead(head)).rejects.toMatchObject({ code: "MalformedPOSTRequest" });
  });
});

describe("text that is not UTF-8", () => {
  const bytes = (text: string) => Buffer.from(text, "latin1");
  const GBK = "\xd5\xd5";

  test.each([
    ["a value", bytes(FIELD.replace("photo", GBK) + FILE_HEAD)],
    ["a truncated value", bytes(FIELD.replace("photo.jpg", "\xe7\x85") + FILE_HEAD)],
    ["a name", bytes(FIELD.replace("key", GBK) + FILE_HEAD)],
    ["a filename", bytes(FIELD + FILE_HEAD.replace("a.jpg", `${GBK}.jpg`))],
    [
      "a value with a charset",
      bytes(
        FIELD.replace('"key"', '"key"\r\nContent-Type: text/plain; charset=utf-8').replace("photo", GBK) + FILE_HEAD,
      ),
    ],
  ])("in %s is rejected as InvalidURI, so that two keys never become one", async (_what, head) => {
    const reading = read(Buffer.concat([head, bytes("hello\r\n--B--")]));
    await expect(reading).rejects.toMatchObject({ code: "InvalidURI" });
  });
});

/** Bytes that often look like the form's own grammar. */
const fileBytes = fc
  .array(
    fc.oneof(
      fc.constantFrom("\r", "\n", "\r\n", "-", "--", "B", "--B", "\r\n--B", "\r\n--", "\r\n--B--", "\r\n\r\n"),
      fc.constantFrom('Content-Disposition: form-data; name="file"', FILE_HEAD, FIELD),
      fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(""));

test("reads any file in any chunks unchanged, or rejects the form", async () => {
  let readWhole = 0;
  await fc.assert(
    fc.asyncProperty(fileBytes, fc.array(fc.nat(400), { maxLength: 40 }), async (file, cuts) => {
      const body = Buffer.from(`${FIELD}${FILE_HEAD}${file}\r\n--B--\r\n`, "latin1");
      const outcome = await read(body, cuts).catch((error: unknown) => error);
      const containsDelimiter = file.includes("\r\n--B") || file.startsWith("--B");
      if (containsDelimiter) expect(outcome).toBeInstanceOf(CosError);
      else expect(outcome).toEqual({ fields: { key: "photo.jpg" }, file });
      readWhole += containsDelimiter ? 0 : 1;
    }),
    { numRuns: 500 },
  );
  expect(readWhole).toBeGreaterThan(50);
});

test("reads from any body only what is between the file's headers and the form's end", async () => {
  const anyBody = fc
    .array(fc.constantFrom("\r\n", "--B", "--", "\r\n--B", "\r\n--B--", "x", FIELD, FILE_HEAD), { maxLength: 10 })
    .map((pieces) => pieces.join(""));
  await fc.assert(
    fc.asyncProperty(anyBody, fc.array(fc.nat(400), { maxLength: 10 }), async (text, cuts) => {
      const file = await read(text, cuts).then(
        (form) => form.file,
        (error: unknown) => expect(error).toBeInstanceOf(CosError),
      );
      if (file === undefined) return;
      const ends = ["", "\r\n"].map((end) => `${FILE_HEAD}${file}\r\n--B--${end}`);
      expect(ends.some((end) => text.endsWith(end))).toBe(true);
      expect(file).not.toContain("\r\n--B");
    }),
    { numRuns: 1_000 },
  );
});
