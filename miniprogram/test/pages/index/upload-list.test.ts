import { createUploadList } from "../../../src/pages/index/upload-list";
import type { ItemEvent, UploadState } from "../../../src/pages/index/upload-state";
import { createEvents } from "../../../src/uploader/events";
import {
  type UploadState as TaskState,
  UploadError,
  type Uploader,
  type UploadMethod,
  type UploadResult,
  type UploadTaskEvents,
} from "../../../src/uploader/index";
import { FILE } from "./states";

interface StartedUpload {
  readonly method: UploadMethod | undefined;
  readonly cancel: jest.Mock<void, []>;
  show(state: TaskState): void;
  succeed(): Promise<void>;
  fail(error: unknown): Promise<void>;
}

const STORED: UploadResult = {
  objectUrl: "https://example.com/1.jpg",
  objectKey: "1.jpg",
  contentType: "image/jpeg",
  bytes: 4,
  method: "put",
};

const SENDING: TaskState = { name: "uploading", attempt: 1, progress: undefined };

function fixture(maxRunning = 2) {
  const uploads: StartedUpload[] = [];
  const uploader: Pick<Uploader, "upload"> = {
    upload(file, options) {
      const cancel = jest.fn<void, []>();
      const events = createEvents<UploadTaskEvents>();
      let succeed: StartedUpload["succeed"] = async () => {};
      let fail: StartedUpload["fail"] = async () => {};
      const result = new Promise<UploadResult>((resolve, reject) => {
        succeed = () => {
          resolve(STORED);
          return new Promise(setImmediate);
        };
        fail = (error) => {
          reject(error);
          return new Promise(setImmediate);
        };
      });
      uploads.push({ method: options?.method, cancel, show: (state) => events.emit("change", state), succeed, fail });
      return { id: uploads.length, file, state: { name: "queued" }, result, cancel, retry: () => {}, on: events.on };
    },
  };
  const states: UploadState[] = [];
  const list = createUploadList({ uploader, maxRunning, onChange: (state) => states.push(state) });
  const pick = (count: number) => {
    list.dispatch({ name: "pickerOpened" });
    list.dispatch({ name: "filesPicked", files: Array.from({ length: count }, () => FILE) });
  };
  const send = (id: number, event: ItemEvent) => list.dispatch({ name: "item", id, event });
  const phases = () => list.state.items.map(({ phase }) => phase.name);
  return { list, uploads, states, pick, send, phases };
}

test("as many uploads start as may run; the next when one ends", async () => {
  const { uploads, pick, phases } = fixture();
  pick(3);
  expect(phases()).toEqual(["preparing", "preparing", "waiting"]);
  uploads[0]?.show(SENDING);
  await uploads[0]?.succeed();
  expect(phases()).toEqual(["succeeded", "preparing", "preparing"]);
  expect(uploads).toHaveLength(3);
});

test("a failure is kept, and beginning anew starts another upload", async () => {
  const { list, uploads, pick, send, phases } = fixture();
  pick(1);
  await uploads[0]?.fail(new UploadError("timeout", "upload", "too long", { requestId: "r-1" }));
  expect(list.state.items[0]?.phase).toEqual({
    name: "failed",
    failure: { code: "timeout", remoteCode: undefined, requestId: "r-1", canRetry: true },
  });
  send(1, { name: "retried" });
  expect(phases()).toEqual(["preparing"]);
  expect(uploads).toHaveLength(2);
});

test("what is no UploadError is an unexpected failure", async () => {
  const { list, uploads, pick } = fixture();
  pick(1);
  await uploads[0]?.fail(new TypeError("a mistake"));
  expect(list.state.items[0]?.phase).toMatchObject({
    name: "failed",
    failure: { code: "unexpected", canRetry: false },
  });
});

test("a cancelled upload is told so once, and a late end of it changes nothing", async () => {
  const { uploads, pick, send, phases } = fixture();
  pick(1);
  send(1, { name: "cancelled" });
  send(1, { name: "cancelled" });
  expect(uploads[0]?.cancel).toHaveBeenCalledTimes(1);
  send(1, { name: "retried" });
  uploads[0]?.show(SENDING);
  await uploads[0]?.succeed();
  expect(phases()).toEqual(["preparing"]);
});

test("one that waits is cancelled without having begun", () => {
  const { uploads, pick, send, phases } = fixture(1);
  pick(2);
  send(2, { name: "cancelled" });
  expect(phases()).toEqual(["preparing", "cancelled"]);
  expect(uploads).toHaveLength(1);
});

test("a form's progress shows in percent; PUT has none", () => {
  const { list, uploads, pick } = fixture();
  pick(1);
  expect(uploads[0]?.method).toBe("put");
  list.dispatch({ name: "methodChosen", method: "post" });
  pick(1);
  expect(uploads[1]?.method).toBe("post");
  uploads[1]?.show(SENDING);
  uploads[1]?.show({ ...SENDING, progress: { sentBytes: 50, totalBytes: 200 } });
  expect(list.state.items[1]?.phase).toEqual({ name: "uploading", percent: 25 });
});

test("closed, it cancels what runs and says no more", async () => {
  const { list, uploads, states, pick } = fixture();
  pick(3);
  list.close();
  const told = states.length;
  expect(uploads.map(({ cancel }) => cancel.mock.calls.length)).toEqual([1, 1]);
  await uploads[0]?.succeed();
  list.dispatch({ name: "methodChosen", method: "post" });
  expect(states).toHaveLength(told);
  expect(uploads).toHaveLength(2);
});
