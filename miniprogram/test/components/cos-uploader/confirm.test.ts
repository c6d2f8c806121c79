import type { UploadFile } from "../../../src/components/cos-uploader/index";
import { createFakeWechat } from "../../fakes/fake-wechat";
import { createFakeWechatCalls } from "../../fakes/fake-wechat-calls";
import { type MountedComponent, mountComponent } from "../../fakes/mount-component";
import { createSigningServer } from "../../fakes/signatures";

const PATHS = ["wxfile://tmp/1.jpg", "wxfile://tmp/2.jpg"];
const JPEG = { bytes: new Uint8Array([0xff, 0xd8, 0xff, 0xe0]) };
const ENTRY = { bytes: 4, contentType: "image/jpeg", etag: "e", storedAt: 1 };

const mounted = new Set<MountedComponent>();
afterEach(() => {
  for (const component of mounted) component.detach();
  mounted.clear();
});

/** The component in a fake WeChat. The signing server confirms every key with the current status. */
function fixture(properties: object) {
  const server = createSigningServer();
  const state = { status: "stored", confirmed: [] as string[][] };
  const wechat = createFakeWechat({
    files: Object.fromEntries(PATHS.map((path) => [path, JPEG])),
    onRequest(option) {
      const { url, data } = option;
      if (!url.endsWith("/uploads/confirm")) return { statusCode: 200, data: JSON.stringify(server.respond(option)) };
      const { keys }: { keys: string[] } = JSON.parse(String(data));
      state.confirmed.push(keys);
      const { status } = state;
      const uploads = keys.map((cosKey) =>
        status === "stored" ? { cosKey, status, ...ENTRY, proof: `proof of ${cosKey}` } : { cosKey, status },
      );
      return { statusCode: 200, data: JSON.stringify({ uploads }) };
    },
    onUploadFile: () => ({ statusCode: 204 }),
  });
  const media = PATHS.map((tempFilePath) => ({ tempFilePath }));
  const phone = createFakeWechatCalls({ media });
  const load = () => require("../../../src/components/cos-uploader/index");
  const component = mountComponent(
    load,
    { ...phone.wechat, ...wechat.wx },
    { serverUrl: "https://sign.example.com", ...properties },
  );
  mounted.add(component);
  const filesIn = (name: string) =>
    component.events.filter((event) => event.name === name).map(({ detail }): UploadFile => Object(detail).file);
  return { component, state, filesIn };
}

const allTurns = async () => {
  for (let turn = 0; turn < 40; turn += 1) await new Promise(setImmediate);
};
async function uploadBoth({ component }: ReturnType<typeof fixture>) {
  await component.call("choose");
  await allTurns();
}

test("without the property nothing is confirmed", async () => {
  const uploads = fixture({});
  await uploadBoth(uploads);
  expect(uploads.filesIn("success").map(({ proof }) => proof)).toEqual([undefined, undefined]);
  expect(uploads.state.confirmed).toEqual([]);
});

test("success has the proof that the page submits with its form", async () => {
  const uploads = fixture({ confirm: true });
  await uploadBoth(uploads);
  const files = uploads.filesIn("success");
  expect(files.map(({ proof, result }) => [proof, result?.confirmed])).toEqual([
    [`proof of ${files[0]?.result?.objectKey}`, true],
    [`proof of ${files[1]?.result?.objectKey}`, true],
  ]);
  expect(uploads.filesIn("confirm")).toEqual([]);
});

test("retryConfirm gets the proofs of files that were not confirmed, and of no others", async () => {
  const uploads = fixture({ confirm: true });
  const { component, state, filesIn } = uploads;
  state.status = "unknown";
  await uploadBoth(uploads);
  expect(filesIn("success").map(({ proof, result }) => [proof, result?.confirmError?.code])).toEqual([
    [undefined, "upload_unconfirmed"],
    [undefined, "upload_unconfirmed"],
  ]);
  const [first, second] = filesIn("success");
  component.call("remove", first?.id);
  state.status = "stored";
  state.confirmed.length = 0;
  await component.call("retryConfirm");
  await allTurns();
  expect(state.confirmed).toEqual([[second?.result?.objectKey]]);
  expect(filesIn("confirm")).toMatchObject([
    { id: second?.id, status: "done", proof: expect.stringMatching(/^proof of/) },
  ]);
  await component.call("retryConfirm");
  expect(state.confirmed).toHaveLength(1);
});

test("a file that COS does not have after all fails, and can be retried", async () => {
  const uploads = fixture({ confirm: true });
  const { component, state, filesIn } = uploads;
  state.status = "unknown";
  await uploadBoth(uploads);
  state.status = "missing";
  await component.call("retryConfirm");
  await allTurns();
  expect(filesIn("fail")).toMatchObject([
    { status: "reload", error: { code: "upload_missing", stage: "confirm" } },
    { status: "reload", error: { code: "upload_missing" } },
  ]);
});

test("a file that breaks the server's rules fails for good", async () => {
  const uploads = fixture({ confirm: true });
  uploads.state.status = "rejected";
  await uploadBoth(uploads);
  expect(uploads.filesIn("fail")).toMatchObject([
    { status: "failed", error: { code: "upload_rejected" } },
    { status: "failed", error: { code: "upload_rejected" } },
  ]);
});

test("retryConfirm does nothing on a component that is gone", async () => {
  const { component } = fixture({ confirm: true });
  component.detach();
  mounted.clear();
  await component.call("retryConfirm");
});
