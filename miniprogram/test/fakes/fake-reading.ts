import type { ReadingCalls } from "../../src/pages/common/wechat";
import { UploadError } from "../../src/uploader/index";
import type { Deletion, Downloads, UploadsClient, UploadsPage } from "../../src/uploader/uploads/index";

/** A failure of WeChat's, by its `errMsg`. */
export class Failure {
  readonly errMsg: string;
  constructor(errMsg: string) {
    this.errMsg = errMsg;
  }
}

type CallName = keyof ReadingCalls;

/** The `wx` of the pages: each call succeeds with nothing, unless a test sets another result. */
export function createFakeReading() {
  const calls: { readonly name: CallName; readonly option: Readonly<Record<string, unknown>> }[] = [];
  /** Results by call: a value, a {@link Failure}, `never`, or a function of the options. */
  const results: Partial<Record<CallName, unknown>> = {};
  const callOf = (name: CallName) => (option?: object) => {
    const { success, fail, ...own }: Record<string, unknown> = { ...option };
    calls.push({ name, option: own });
    const given = results[name];
    const result: unknown = typeof given === "function" ? given(own) : given;
    if (result === "never") return;
    const callback = result instanceof Failure ? fail : success;
    if (typeof callback === "function")
      callback(result instanceof Failure ? { errMsg: result.errMsg } : (result ?? {}));
  };
  const wechat: ReadingCalls = {
    request: callOf("request"),
    downloadFile: callOf("downloadFile"),
    openDocument: callOf("openDocument"),
    saveImageToPhotosAlbum: callOf("saveImageToPhotosAlbum"),
    saveVideoToPhotosAlbum: callOf("saveVideoToPhotosAlbum"),
    openSetting: callOf("openSetting"),
    previewMedia: callOf("previewMedia"),
    navigateTo: callOf("navigateTo"),
    setClipboardData: callOf("setClipboardData"),
    showToast: callOf("showToast"),
    showLoading: callOf("showLoading"),
    hideLoading: callOf("hideLoading"),
    showModal: callOf("showModal"),
  };
  const optionsOf = (name: CallName) => calls.filter((call) => call.name === name).map(({ option }) => option);
  return {
    wechat,
    calls,
    results,
    optionsOf,
    /** The messages that were shown, in order. */
    toasts: () => optionsOf("showToast").map(({ title }) => title),
  };
}

/** A request to the server that the fake client sent. */
export type ClientCall = readonly [name: "list" | "downloads" | "delete" | "confirm", argument: unknown];

/** A client of stored uploads whose responses a test sets: a value or an error, by method. */
export function createFakeUploads() {
  const calls: ClientCall[] = [];
  const replies: {
    list: (cursor: string | undefined) => UploadsPage | UploadError | Promise<UploadsPage>;
    downloads: (keys: readonly string[]) => Downloads | UploadError;
    delete: (keys: readonly string[]) => Deletion | UploadError;
  } = {
    list: () => ({ uploads: [], expiresInSeconds: 600, expiresAt: 1 }),
    downloads: () => new UploadError("network"),
    delete: (keys) => ({ deleted: keys, failed: [] }),
  };
  async function reply<Result>(call: ClientCall, result: Result | UploadError | Promise<Result>): Promise<Result> {
    calls.push(call);
    const value = await result;
    if (value instanceof UploadError) throw value;
    return value;
  }
  const client: UploadsClient = {
    list: ({ cursor } = {}) => reply(["list", cursor], replies.list(cursor)),
    downloads: (keys) => reply(["downloads", keys], replies.downloads(keys)),
    delete: (keys) => reply(["delete", keys], replies.delete(keys)),
    confirm: async () => [],
  };
  return { client, calls, replies };
}
