/** What a page calls: `this.selectComponent("#uploader").choose()`. Ids are those of the events' files. */
export type CosUploaderMethods = {
  /** Opens the picker, as a tap on the add tile does. */
  choose(): Promise<void>;
  /** Begins all that is ready: for `autoUpload="{{false}}"`. */
  upload(): Promise<void>;
  /** Begins a file anew that failed or was cancelled, or one that is ready, waits for Wi-Fi or for an answer about mobile data. */
  retry(id: number): void;
  /** Begins all files anew that failed and may be tried again. Those that were cancelled stay so. */
  retryAll(): void;
  cancel(id: number): void;
  cancelAll(): void;
  /** Takes a file off the list, and cancels it first. */
  remove(id: number): void;
};
