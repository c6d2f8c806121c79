import { createUploader, type UploaderOptions, type UploadTask } from "../../src/uploader/index";
import { createWechatLogin } from "../../src/uploader/wechat-login";
import { createFakeCloud } from "../fakes/fake-cloud";
import { createFakePlatform, type FakePlatformOptions } from "../fakes/fake-platform";

export const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4]);

export interface PlatformFixtureOptions extends Omit<Partial<FakePlatformOptions>, "files"> {
  readonly files?: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  readonly uploader?: Partial<UploaderOptions>;
}

/** Time limits of an uploader that waits for an upload longer than a signature is valid. */
export const PATIENT = { uploadTimeoutMs: 2_000_000, stallTimeoutMs: 2_000_000 };

const SERVER_URL = "https://sign.example.com";

/** An uploader with WeChat's login on a platform with a manual clock, with a signing server and a bucket that work by default. */
export function platformFixture({ uploader: options, files, ...platformOptions }: PlatformFixtureOptions = {}) {
  const cloud = createFakeCloud();
  const photos = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`${index + 1}.jpg`, JPEG]));
  const platform = createFakePlatform({
    onRequest: cloud.onRequest,
    onForm: cloud.onForm,
    ...platformOptions,
    files: { ...photos, ...files },
  });
  const authorize = createWechatLogin({ serverUrl: SERVER_URL, platform });
  const uploader = createUploader({ serverUrl: SERVER_URL, platform, authorize, ...options });
  return { cloud, platform, uploader };
}

/** The names of a task's states, from now on. */
export function statesOf(task: UploadTask): string[] {
  const names: string[] = [task.state.name];
  task.on("change", ({ name }) => names.push(name));
  return names;
}

export const photos = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ filePath: `${index + 1}.jpg` }));
