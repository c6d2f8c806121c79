import type { HttpResponse } from "../../../src/uploader/index";
import type { UploadsClient } from "../../../src/uploader/uploads/index";
import { respond } from "../../fakes/fake-cloud";
import { failureOf } from "../upload-fixture";
import { DELETION, DOWNLOADS, json, KEY, PAGE, STORED, uploadsFixture } from "./uploads-fixture";

type Call = (client: UploadsClient) => Promise<unknown>;
const confirm: Call = (client) => client.confirm([KEY]);
const list: Call = (client) => client.list();
const downloads: Call = (client) => client.downloads([KEY]);
const remove: Call = (client) => client.delete([KEY]);

const [download] = DOWNLOADS.downloads;
const [listed] = PAGE.uploads;
const stored = (changes: object) => json({ uploads: [{ ...STORED, ...changes }] });
const signed = (changes: object) => json({ ...DOWNLOADS, downloads: [{ ...download, ...changes }] });
const page = (changes: object) => json({ ...PAGE, uploads: [{ ...listed, ...changes }] });

test.each<[string, Call, HttpResponse]>([
  ["confirm: no list", confirm, json({})],
  ["confirm: a list that is an object", confirm, json({ uploads: { 0: STORED } })],
  ["confirm: an empty list", confirm, json({ uploads: [] })],
  ["confirm: null", confirm, json({ uploads: [null] })],
  ["confirm: one entry too many", confirm, json({ uploads: [STORED, STORED] })],
  ["confirm: another key", confirm, stored({ cosKey: `${KEY}x` })],
  ["confirm: no key", confirm, stored({ cosKey: undefined })],
  ["confirm: an unknown status", confirm, stored({ status: "deleted" })],
  ["confirm: a status that is an object", confirm, stored({ status: { toString: "stored" } })],
  ["confirm: negative bytes", confirm, stored({ bytes: -1 })],
  ["confirm: half a byte", confirm, stored({ bytes: 1.5 })],
  ["confirm: no bytes", confirm, stored({ bytes: undefined })],
  ["confirm: a type that is no text", confirm, stored({ contentType: ["image/jpeg"] })],
  ["confirm: no etag", confirm, stored({ etag: null })],
  ["confirm: a proof that is no text", confirm, stored({ proof: { token: "a" } })],
  ["confirm: a checksum that is a number", confirm, stored({ crc64: 9_548_687_815_775_124 })],
  ["confirm: a time that is a date", confirm, stored({ storedAt: "2026-11-23" })],
  ["confirm: 201", confirm, { ...stored({}), statusCode: 201 }],
  ["list: no list", list, json({ ...PAGE, uploads: undefined })],
  ["list: an entry without a URL", list, page({ url: undefined })],
  ["list: a URL that runs code", list, page({ url: "javascript:alert(1)" })],
  ["list: a URL with user info", list, page({ url: "https://cos.example.com@evil.example.com/a" })],
  ["list: a URL that is not encrypted", list, page({ url: "http://cos.example.com/a" })],
  ["list: a thumbnail that is not encrypted", list, page({ thumbnailUrl: "http://cos.example.com/a" })],
  ["list: a thumbnail that is no text", list, page({ thumbnailUrl: null })],
  ["list: no type", list, page({ contentType: "" })],
  ["list: bytes that are no number", list, page({ bytes: "many" })],
  ["list: no time", list, page({ storedAt: undefined })],
  ["list: an empty cursor", list, json({ ...PAGE, cursor: "" })],
  ["list: a cursor that is a number", list, json({ ...PAGE, cursor: 2 })],
  ["list: no expiry", list, json({ ...PAGE, expiresInSeconds: undefined })],
  ["downloads: another key", downloads, signed({ cosKey: "another" })],
  ["downloads: no entry", downloads, json({ ...DOWNLOADS, downloads: [] })],
  ["downloads: a URL of another scheme", downloads, signed({ url: "wxfile://tmp/a.jpg" })],
  ["downloads: a URL with a space", downloads, signed({ url: "https://cos.example.com/a b" })],
  ["downloads: an expiry in the past", downloads, json({ ...DOWNLOADS, expiresInSeconds: -1 })],
  ["downloads: an expiry that is a date", downloads, json({ ...DOWNLOADS, expiresAt: "2026-11-23" })],
  ["delete: a key in no list", remove, json({ ...DELETION, deleted: [] })],
  ["delete: a key in both lists", remove, json({ ...DELETION, failed: [{ cosKey: KEY, code: "cos_refused" }] })],
  ["delete: another key", remove, json({ ...DELETION, deleted: ["another"] })],
  ["delete: a failure without a code", remove, json({ deleted: [], failed: [{ cosKey: KEY }] })],
  ["delete: no list of failures", remove, json({ deleted: [KEY] })],
])("%s: the response is rejected, and the request not repeated", async (_, call, response) => {
  const { platform, client } = uploadsFixture(() => response);
  expect(await failureOf(call(client))).toMatchObject({ code: "bad_sign_answer", stage: "sign", retryable: false });
  expect(platform.requests).toHaveLength(1);
});

test.each<[string, HttpResponse, string]>([
  ["a web page", respond(200, "<html>Log in to the Wi-Fi</html>"), "sign_answer_html"],
  ["a redirect", respond(302), "sign_redirected"],
  ["a failure in the body of a success", json({ code: "internal" }), "sign_answer_failure"],
  ["an empty body", respond(200), "bad_sign_answer"],
])("%s is not what was requested", async (_, response, code) => {
  for (const call of [confirm, list, downloads, remove]) {
    const { client } = uploadsFixture(() => response);
    expect((await failureOf(call(client))).code).toBe(code);
  }
});

test("a local server without encryption may link to a local bucket", async () => {
  const url = "http://127.0.0.1:9000/uploads/a.jpg?q-sign-algorithm=sha1";
  const { client } = uploadsFixture(() => signed({ url, thumbnailUrl: undefined }), {
    serverUrl: "http://127.0.0.1:3000/",
  });
  expect((await client.downloads([KEY])).downloads).toEqual([{ cosKey: KEY, url, thumbnailUrl: undefined }]);
});
