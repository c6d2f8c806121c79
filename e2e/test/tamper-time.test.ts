import { type RawRequest, send } from "../clients/send.ts";
import { formRequest, honestForm, honestPut } from "../clients/upload-request.ts";
import { expectBytes } from "../stack/expect-bytes.ts";
import { sampleBytes } from "../stack/sample-files.ts";
import { type Stack, startStack } from "../stack/start-stack.ts";
import { fieldOf, file } from "../tamper/alter-form.ts";
import { expectRejected, expectStored, keyOf } from "../tamper/expect-rejected.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());

const SIGNED_AT_MS = Date.UTC(2026, 0, 1);
beforeEach(() => {
  stack.clock.nowMs = SIGNED_AT_MS;
});

const PHOTO = sampleBytes("jpg", 1_000, "time");
const OTHER = sampleBytes("jpg", 1_000, "later");

interface Upload {
  readonly request: RawRequest;
  readonly key: string;
}

/** Functions that return a new upload, signed for the given bytes. */
const UPLOADS = {
  async PUT(bytes: Buffer): Promise<Upload> {
    const request = await honestPut(stack.serverUrl, bytes);
    return { request, key: keyOf(request) };
  },
  async "PUT signed for its extension alone"(bytes: Buffer): Promise<Upload> {
    const request = await honestPut(stack.serverUrl, bytes, "unbound");
    return { request, key: keyOf(request) };
  },
  async POST(bytes: Buffer): Promise<Upload> {
    const form = await honestForm(stack.serverUrl, bytes);
    return { request: formRequest(form), key: fieldOf(form, "key") };
  },
  async "POST signed for its extension alone"(bytes: Buffer): Promise<Upload> {
    const form = await honestForm(stack.serverUrl, bytes, "unbound");
    return { request: formRequest(form), key: fieldOf(form, "key") };
  },
};

describe.each(Object.entries(UPLOADS))("%s", (_, sign) => {
  test.each([
    ["at the start of its signature", -60],
    ["immediately", 0],
    ["at the end of its signature", 900],
  ])("is accepted and stored if it is sent %s", async (_when, seconds) => {
    const { request, key } = await sign(PHOTO);
    stack.clock.nowMs = SIGNED_AT_MS + seconds * 1000;
    await expectStored(stack, request, key, PHOTO);
  });

  test.each([
    ["a second before the start of its signature", -61],
    ["a second after the end of its signature", 901],
    ["a day after it was signed", 86_400],
  ])("is rejected with 403 AccessDenied and not stored if it is sent %s", async (_when, seconds) => {
    const { request } = await sign(PHOTO);
    stack.clock.nowMs = SIGNED_AT_MS + seconds * 1000;
    await expectRejected(stack, request, { status: 403, code: "AccessDenied" });
  });
});

describe.each(["PUT", "POST"] as const)("%s sent again", (name) => {
  const sign = UPLOADS[name];
  const ALREADY_EXISTS = { status: 409, code: "FileAlreadyExists" };

  test("is rejected with 409 FileAlreadyExists, and the first object is kept", async () => {
    const { request, key } = await sign(PHOTO);
    await expectStored(stack, request, key, PHOTO);
    await expectRejected(stack, request, ALREADY_EXISTS);
    await expectBytes(stack, key, PHOTO);
  });

  test("after its signature has expired is rejected with 403 AccessDenied, and the first object is kept", async () => {
    const { request, key } = await sign(PHOTO);
    await expectStored(stack, request, key, PHOTO);
    stack.clock.nowMs = SIGNED_AT_MS + 901_000;
    await expectRejected(stack, request, { status: 403, code: "AccessDenied" });
    await expectBytes(stack, key, PHOTO);
  });

  test("ten times at once is stored once and rejected nine times", async () => {
    const { request, key } = await sign(PHOTO);
    const responses = await Promise.all(Array.from({ length: 10 }, () => send(request)));
    const statuses = responses.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 9 }, () => 409)]);
    await expectBytes(stack, key, PHOTO);
  });
});

describe("sent again with other bytes of the same size", () => {
  test("a PUT is rejected with 409 FileAlreadyExists, and the first object is kept", async () => {
    const { request, key } = await UPLOADS.PUT(PHOTO);
    await expectStored(stack, request, key, PHOTO);
    await expectRejected(stack, { ...request, body: OTHER }, { status: 409, code: "FileAlreadyExists" });
    await expectBytes(stack, key, PHOTO);
  });

  test("a POST is rejected with 409 FileAlreadyExists, and the first object is kept", async () => {
    const form = await honestForm(stack.serverUrl, PHOTO);
    await expectStored(stack, formRequest(form), fieldOf(form, "key"), PHOTO);
    const again = formRequest(file(() => OTHER)(form));
    await expectRejected(stack, again, { status: 409, code: "FileAlreadyExists" });
    await expectBytes(stack, fieldOf(form, "key"), PHOTO);
  });
});
