import { en } from "../../../src/components/cos-uploader/texts/en";
import type { View } from "../../../src/components/cos-uploader/view/view-model";
import { type SavedUpload, writeUpload } from "../../../src/uploader/multipart/saved/saved-upload";
import { createFakeWechat, type FakeResponse, type Reply } from "../../fakes/fake-wechat";
import { createFakeWechatCalls, type FakeWechatCallsOptions } from "../../fakes/fake-wechat-calls";
import { type MountedComponent, mountComponent } from "../../fakes/mount-component";

const MIB = 1024 * 1024;
const SERVER = "https://sign.example.com";

/** A video of 12 MiB, of which COS has the first three parts. */
const SAVED: SavedUpload = {
  serverUrl: SERVER,
  owner: "",
  fingerprint: "f",
  filePath: "wxfile://tmp/old.mp4",
  ext: "mp4",
  bytes: 12 * MIB,
  startedAtMs: Date.now() - 60_000,
  resumableUntilMs: Date.now() + 3_600_000,
  cosHost: "bucket.example.com",
  objectKey: "uploads/1.mp4",
  objectUrl: "https://bucket.example.com/uploads/1.mp4",
  contentType: "video/mp4",
  uploadToken: "token-1",
  partBytes: MIB,
  partCount: 12,
  checksums: new Map([1, 2, 3].map((partNumber) => [partNumber, { high: 0, low: partNumber }])),
  isCompleting: false,
};

interface FixtureOptions extends FakeWechatCallsOptions {
  readonly saved?: readonly SavedUpload[];
  readonly properties?: object;
  onRequest?(path: string): Reply<FakeResponse>;
}

const mounted = new Set<MountedComponent>();
afterEach(() => {
  for (const component of mounted) component.detach();
  mounted.clear();
});

/** The component on a phone whose storage has these uploads. */
async function fixture({ saved = [SAVED], properties, onRequest, ...calls }: FixtureOptions = {}) {
  const stored = new Map(saved.map((upload, slot) => [`wx-cos-uploader/unfinished/${slot}`, writeUpload(upload)]));
  const uploads = createFakeWechat({
    files: { [SAVED.filePath]: { bytes: new Uint8Array(100), size: SAVED.bytes } },
    onRequest: ({ url }) => onRequest?.(url.replace(SERVER, "")) ?? { statusCode: 204 },
  });
  const storage = {
    getStorage({ key, success, fail }: { key: string; success(result: object): void; fail(failure: object): void }) {
      const data = stored.get(key);
      if (data === undefined) fail({ errMsg: "getStorage:fail data not found" });
      else success({ data });
    },
    setStorage({ key, data, success }: { key: string; data: string; success(result: object): void }) {
      stored.set(key, data);
      success({});
    },
    removeStorage({ key, success }: { key: string; success(result: object): void }) {
      stored.delete(key);
      success({});
    },
  };
  const phone = createFakeWechatCalls(calls);
  const component = mountComponent(
    () => require("../../../src/components/cos-uploader/index"),
    { ...phone.wechat, ...uploads.wx, ...storage },
    { serverUrl: SERVER, ...properties },
  );
  mounted.add(component);
  const data: Partial<View> = component.data;
  await allTurns();
  const paths = () => uploads.requests.map(({ url }) => url.replace(SERVER, ""));
  return { component, phone, stored, paths, view: data, offer: () => data.unfinished ?? null };
}

let tappedAt = 0;
function tap(id: string) {
  tappedAt += 1000;
  return { timeStamp: tappedAt, currentTarget: { dataset: { id } } };
}

const allTurns = async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
};

test("offers what the phone has saved, and announces it", async () => {
  const { offer, view, paths, component } = await fixture();
  expect(offer()).toMatchObject({ title: en.unfinished.one, uploads: [{ sent: "25% uploaded", hint: "" }] });
  expect([component.data["announcement"], view.tiles, paths()]).toEqual([en.unfinished.one, [], []]);
});

test("offers nothing of another server, and of no server", async () => {
  const other = await fixture({ properties: { serverUrl: "https://other.example.com" } });
  const none = await fixture({ properties: { serverUrl: "" } });
  expect([other.offer(), none.offer()]).toEqual([null, null]);
});

test.each([
  { multipart: false },
  { offerUnfinished: false },
  { disabled: true },
])("offers nothing with %j, and what is saved once that changes", async (properties) => {
  const { component, offer } = await fixture({ properties });
  expect(offer()).toBeNull();
  const [name = ""] = Object.keys(properties);
  component.set({ [name]: undefined });
  await allTurns();
  expect(offer()).toMatchObject({ title: en.unfinished.one });
});

test("offers what is there once the server is set, and when the user logs in", async () => {
  const { component, offer, stored } = await fixture({ saved: [], properties: { serverUrl: undefined } });
  component.set({ serverUrl: SERVER });
  await allTurns();
  expect(offer()).toBeNull();
  stored.set("wx-cos-uploader/unfinished/0", writeUpload(SAVED));
  component.call("setAuthorize", async () => undefined);
  await allTurns();
  expect(offer()).toMatchObject({ title: en.unfinished.one });
});

test("continues by the button, with a tile for the file", async () => {
  const { component, offer, view } = await fixture({ onRequest: () => "never" });
  component.call("onContinue", tap("uploads/1.mp4"));
  await allTurns();
  expect([offer(), view.tiles?.map(({ name }) => name)]).toEqual([null, ["Video 1"]]);
});

test("discards by the button, after a question", async () => {
  const { component, offer, phone, paths, stored } = await fixture({ confirm: true });
  await component.call("onDiscard", tap("uploads/1.mp4"));
  await allTurns();
  expect(phone.last("showModal")).toMatchObject({ title: en.unfinished.discard.title });
  expect([offer(), paths(), [...stored.keys()]]).toEqual([null, ["/multipart/abort"], []]);
});
