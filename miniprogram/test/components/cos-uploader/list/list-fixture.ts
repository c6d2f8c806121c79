import type { ListOptions } from "../../../../src/components/cos-uploader/list/list-options";
import { byteLimits } from "../../../../src/components/cos-uploader/list/size-limit";
import { createUploadList } from "../../../../src/components/cos-uploader/list/upload-list";
import { en } from "../../../../src/components/cos-uploader/texts/en";
import type { Screen } from "../../../../src/components/cos-uploader/wechat/screen";
import { createFakeUploader, type FakeUploader } from "../../../fakes/fake-uploader";
import { createFakeWechatCalls, type FakeWechatCallsOptions } from "../../../fakes/fake-wechat-calls";
import { NO_SCREEN } from "../../../fakes/no-screen";

export const MiB = 1024 * 1024;

export const OPTIONS: ListOptions = {
  uploader: { serverUrl: "https://sign.example.com", concurrency: 3, multipart: true },
  upload: { method: "auto" },
  pick: { source: "media", mediaTypes: ["image", "video"], config: {}, accept: [] },
  maxFiles: 0,
  maxBytes: byteLimits(0),
  disabled: false,
  autoUpload: true,
  confirmLargeBytes: 50 * MiB,
  partsAboveBytes: 10 * MiB,
  keepScreenOn: true,
  offerUnfinished: true,
  privacy: "sheet",
  texts: en,
  hooks: {},
};

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const list of opened.splice(0)) list.close();
});

/** A list with uploaders that send nothing. It is closed after the test. */
export function listFixture(
  wechatOptions: FakeWechatCallsOptions = {},
  changes: Partial<ListOptions> = {},
  screen: Screen = NO_SCREEN,
) {
  const phone = createFakeWechatCalls(wechatOptions);
  const uploaders: FakeUploader[] = [];
  const options = { ...OPTIONS, ...changes };
  const list = createUploadList({
    screen,
    wechat: phone.wechat,
    createUploader: (uploaderOptions) => {
      const uploader = createFakeUploader(uploaderOptions);
      uploaders.push(uploader);
      return uploader;
    },
    options: () => options,
    onChange: () => {},
  });
  opened.push(list);
  const tasks = () => uploaders.flatMap((uploader) => uploader.tasks);
  return {
    list,
    phone,
    uploaders,
    options,
    tasks,
    task(index: number) {
      const task = tasks()[index];
      if (task === undefined) throw new Error(`no task ${index}`);
      return task;
    },
    phases: () => list.state.items.map(({ phase }) => phase.name),
  };
}

/** A file that is sent in parts, and that the user confirms on mobile data. */
export const LARGE = { fileType: "video", tempFilePath: "v.mp4", size: 80 * MiB } as const;
