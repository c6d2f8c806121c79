import { type RawRequest, send } from "../clients/send.ts";
import { formRequest, honestForm, honestPut } from "../clients/upload-request.ts";
import { expectBytes } from "../stack/expect-bytes.ts";
import { sampleBytes } from "../stack/sample-files.ts";
import { type Stack, startStack } from "../stack/start-stack.ts";
import { fieldOf, file } from "../tamper/alter-form.ts";
import { expectRefused, expectStored, keyOf } from "../tamper/expect-refused.ts";

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

/** Each gives a fresh upload that was signed for the bytes. */
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
  it.each([
    ["as its signature begins", -60],
    ["at once", 0],
    ["as its signature ends", 900],
  ])("sent %s – 200, and the bytes are stored", async (_when, seconds) => {
    const { request, key } = await sign(PHOTO);
    stack.clock.nowMs = SIGNED_AT_MS + seconds * 1000;
    await expectStored(stack, request, key, PHOTO);
  });

  it.each([
    ["a second before its signature begins", -61],
    ["a second after its signature ends", 901],
    ["a day after", 86_400],
  ])("sent %s – 403 AccessDenied, and nothing is stored", async (_when, seconds) => {
    const { request } = await sign(PHOTO);
    stack.clock.nowMs = SIGNED_AT_MS + seconds * 1000;
    await expectRefused(stack, request, { status: 403, code: "AccessDenied" });
  });
});

describe.each(["PUT", "POST"] as const)("%s sent again", (name) => {
  const sign = UPLOADS[name];
  const ALREADY_THERE = { status: 409, code: "FileAlreadyExists" };

  it("as it was – 409 FileAlreadyExists, and the first object stays", async () => {
    const { request, key } = await sign(PHOTO);
    await expectStored(stack, request, key, PHOTO);
    await expectRefused(stack, request, ALREADY_THERE);
    await expectBytes(stack, key, PHOTO);
  });

  it("when its signature is over – 403 AccessDenied, and the first object stays", async () => {
    const { request, key } = await sign(PHOTO);
    await expectStored(stack, request, key, PHOTO);
    stack.clock.nowMs = SIGNED_AT_MS + 901_000;
    await expectRefused(stack, request, { status: 403, code: "AccessDenied" });
    await expectBytes(stack, key, PHOTO);
  });

  it("ten times at once – stored once, and refused nine times", async () => {
    const { request, key } = await sign(PHOTO);
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(request)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 9 }, () => 409)]);
    await expectBytes(stack, key, PHOTO);
  });
});

describe("sent again with other bytes of the same size", () => {
  it("PUT – 409 FileAlreadyExists, and the first object stays", async () => {
    const { request, key } = await UPLOADS.PUT(PHOTO);
    await expectStored(stack, request, key, PHOTO);
    await expectRefused(stack, { ...request, body: OTHER }, { status: 409, code: "FileAlreadyExists" });
    await expectBytes(stack, key, PHOTO);
  });

  it("POST – 409 FileAlreadyExists, and the first object stays", async () => {
    const form = await honestForm(stack.serverUrl, PHOTO);
    await expectStored(stack, formRequest(form), fieldOf(form, "key"), PHOTO);
    const again = formRequest(file(() => OTHER)(form));
    await expectRefused(stack, again, { status: 409, code: "FileAlreadyExists" });
    await expectBytes(stack, fieldOf(form, "key"), PHOTO);
  });
});
