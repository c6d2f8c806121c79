import request from "supertest";

/** An app, or the URL of a server. */
type Target = Parameters<typeof request>[0];

/** Queries that every route with a query refuses. Those with md5 only where it is a field at all. */
export const BAD_QUERIES: ReadonlyArray<[what: string, query: string, status: number, code: string, field?: string]> = [
  ["no ext", "", 400, "invalid_extension", "ext"],
  ["empty ext", "?ext=", 400, "invalid_extension", "ext"],
  ["ext without a value", "?ext", 400, "invalid_extension", "ext"],
  ["unknown ext", "?ext=exe", 422, "unsupported_extension", "ext"],
  ["an ext a browser would run", "?ext=html", 422, "unsupported_extension", "ext"],
  ["the name of an Object.prototype member", "?ext=constructor", 422, "unsupported_extension", "ext"],
  ["repeated ext", "?ext=jpg&ext=png", 400, "repeated_field", "ext"],
  ["ext repeated in other encoding", "?ext=jpg&%65xt=png", 400, "repeated_field", "ext"],
  ["overlong ext", `?ext=${"a".repeat(17)}`, 400, "invalid_extension", "ext"],
  ["very long ext", `?ext=${"a".repeat(8000)}`, 400, "invalid_extension", "ext"],
  ["array-like ext[]", "?ext[]=jpg", 400, "unknown_field", "ext[]"],
  ["array-like ext beside ext", "?ext=jpg&ext[0]=png", 400, "unknown_field", "ext[0]"],
  ["object-like ext", "?ext[a]=b", 400, "unknown_field", "ext[a]"],
  ["ext with a dot", "?ext=.jpg", 400, "invalid_extension", "ext"],
  ["ext with a path", "?ext=jpg/../../admin/index.html", 400, "invalid_extension", "ext"],
  ["ext with an encoded path", "?ext=jpg%2F..%2Fx", 400, "invalid_extension", "ext"],
  ["ext with a NUL", "?ext=jpg%00", 400, "invalid_extension", "ext"],
  ["ext with a line feed", "?ext=jpg%0A", 400, "invalid_extension", "ext"],
  ["ext with a query in it", "?ext=jpg%3Fx-cos-acl=public-read", 400, "invalid_extension", "ext"],
  ["ext with Chinese", "?ext=%E5%9B%BE", 400, "invalid_extension", "ext"],
  ["size of 0", "?ext=jpg&size=0", 400, "invalid_size", "size"],
  ["negative size", "?ext=jpg&size=-1", 400, "invalid_size", "size"],
  ["fractional size", "?ext=jpg&size=1.5", 400, "invalid_size", "size"],
  ["size with an exponent", "?ext=jpg&size=1e3", 400, "invalid_size", "size"],
  ["hexadecimal size", "?ext=jpg&size=0x10", 400, "invalid_size", "size"],
  ["empty size", "?ext=jpg&size=", 400, "invalid_size", "size"],
  ["size with a space", "?ext=jpg&size=%2010", 400, "invalid_size", "size"],
  ["size in other digits", "?ext=jpg&size=%EF%BC%91", 400, "invalid_size", "size"],
  ["size past what a number holds", "?ext=jpg&size=9007199254740993", 400, "invalid_size", "size"],
  ["size of 40 digits", `?ext=jpg&size=${"9".repeat(40)}`, 400, "invalid_size", "size"],
  ["size one over the limit", "?ext=jpg&size=20971521", 422, "file_too_large", "size"],
  ["a video over its limit", "?ext=mp4&size=1073741825", 422, "file_too_large", "size"],
  ["repeated size", "?ext=jpg&size=1&size=2", 400, "repeated_field", "size"],
  ["md5 in hex too short", "?ext=jpg&size=1&md5=098f6bcd4621d373cade4e832627b4f", 400, "invalid_md5", "md5"],
  ["md5 of other letters than hex", "?ext=jpg&size=1&md5=098f6bcd4621d373cade4e832627b4fg", 400, "invalid_md5", "md5"],
  ["md5 too short", "?ext=jpg&size=1&md5=CY9rzUYh03PK3k6DJie0", 400, "invalid_md5", "md5"],
  ["md5 with bits that no byte has", "?ext=jpg&size=1&md5=CY9rzUYh03PK3k6DJie09h==", 400, "invalid_md5", "md5"],
  ["md5 in URL Base64", "?ext=jpg&size=1&md5=CY9rzUYh03PK3k6DJie0_-==", 400, "invalid_md5", "md5"],
  ["empty md5", "?ext=jpg&size=1&md5=", 400, "invalid_md5", "md5"],
  ["unknown field", "?ext=jpg&key=uploads/mine.jpg", 400, "unknown_field", "key"],
  ["a field named __proto__", "?ext=jpg&__proto__=x", 400, "unknown_field", "__proto__"],
  ["a field named constructor", "?ext=jpg&constructor=x", 400, "unknown_field", "constructor"],
  ["field in the wrong case", "?Ext=jpg", 400, "unknown_field", "Ext"],
  ["invalid percent-encoding", "?ext=%ZZ", 400, "invalid_encoding"],
  ["percent-encoding cut off", "?ext=jpg%", 400, "invalid_encoding"],
  ["percent-encoding that is not UTF-8", "?ext=%FF", 400, "invalid_encoding"],
  ["overlong UTF-8", "?ext=%C0%AF", 400, "invalid_encoding"],
];

const file = { ext: "jpg", size: 1 };
/** Sends a text as a JSON body. */
export const json = (text: string) => (target: Target, path: string) =>
  request(target).post(path).set("Content-Type", "application/json").send(text);
export type BodyCase = [
  what: string,
  send: (target: Target, path: string) => request.Test,
  status: number,
  code: string,
  field?: string,
];

/** Bodies that every batch route refuses. */
export const BAD_BODIES: readonly BodyCase[] = [
  ["broken JSON", json('{"files":[{"ext":"jpg"}'), 400, "invalid_json"],
  ["JSON that is no object", json('"jpg"'), 400, "invalid_json"],
  ["a JSON array", json("[]"), 400, "invalid_body"],
  ["an empty body", json(""), 400, "invalid_batch", "files"],
  ["no body and no type", (target, path) => request(target).post(path), 415, "unsupported_media_type"],
  ["no files", json("{}"), 400, "invalid_batch", "files"],
  ["an empty list", json('{"files":[]}'), 400, "invalid_batch", "files"],
  ["files that is no list", json('{"files":{"0":{"ext":"jpg"}}}'), 400, "invalid_batch", "files"],
  ["a file that is a text", json('{"files":["jpg"]}'), 400, "invalid_batch", "files[0]"],
  ["null for a file", json('{"files":[null]}'), 400, "invalid_batch", "files[0]"],
  ["21 files", json(JSON.stringify({ files: Array.from({ length: 21 }, () => file) })), 400, "invalid_batch", "files"],
  ["an unknown field", json(JSON.stringify({ files: [file], key: "x" })), 400, "unknown_field", "key"],
  [
    "an unknown field of a file",
    json(JSON.stringify({ files: [{ ...file, key: "x" }] })),
    400,
    "unknown_field",
    "files[0].key",
  ],
  [
    "a polluted prototype",
    json('{"files":[{"ext":"jpg","size":1,"__proto__":{"ext":"html"}}]}'),
    400,
    "unknown_field",
    "files[0].__proto__",
  ],
  ["an ext that is an array", json('{"files":[{"ext":["jpg"]}]}'), 400, "invalid_extension", "files[0].ext"],
  ["an ext that may not be uploaded", json('{"files":[{"ext":"exe"}]}'), 422, "unsupported_extension", "files[0].ext"],
  ["a size that is a text", json('{"files":[{"ext":"jpg","size":"1"}]}'), 400, "invalid_size", "files[0].size"],
  ["a fractional size", json('{"files":[{"ext":"jpg","size":1.5}]}'), 400, "invalid_size", "files[0].size"],
  ["a size of 0", json('{"files":[{"ext":"jpg","size":0}]}'), 400, "invalid_size", "files[0].size"],
  ["a size past what JSON holds", json('{"files":[{"ext":"jpg","size":1e999}]}'), 400, "invalid_size", "files[0].size"],
  [
    "the second file over its limit",
    json(JSON.stringify({ files: [file, { ext: "png", size: 20971521 }] })),
    422,
    "file_too_large",
    "files[1].size",
  ],
  ["a body over 64 KiB", json(JSON.stringify({ files: [file], filler: "x".repeat(64 * 1024) })), 413, "body_too_large"],
  [
    "another type of body",
    (target, path) => request(target).post(path).type("form").send("files=1"),
    415,
    "unsupported_media_type",
  ],
  ...["gbk", "utf-7", '"UTF-16LE"'].map(
    (charset): BodyCase => [
      `the charset ${charset}`,
      (target, path) =>
        request(target).post(path).set("Content-Type", `application/json; charset=${charset}`).send('{"files":[]}'),
      415,
      "unsupported_media_type",
    ],
  ),
  ...["gzip", "br", "zstd", "rot13"].map(
    (encoding): BodyCase => [
      `compressed by ${encoding}`,
      (target, path) => json("{}")(target, path).set("Content-Encoding", encoding),
      415,
      "unsupported_media_type",
    ],
  ),
];
