import { WxFailure } from "../wx-failure.ts";

/** Options of pickFiles. */
export interface PickFilesOptions {
  /** The `accept` of an `<input type="file">`: `image/*,video/*`. */
  readonly accept: string;
  readonly multiple: boolean;
  /** Open the front (`user`) or back (`environment`) camera instead of a picker, if the device supports it. */
  readonly capture?: "user" | "environment";
}

/** Opens the browser's own file chooser. Resolves with the picked files. @throws {WxFailure} `cancel` if the user cancels */
export function pickFiles({ accept, multiple, capture }: PickFilesOptions): Promise<readonly File[]> {
  return new Promise((resolve, reject) => {
    const input = document.createElement("input");
    Object.assign(input, { type: "file", accept, multiple, hidden: true });
    if (capture !== undefined) input.setAttribute("capture", capture);
    input.addEventListener("cancel", () => {
      input.remove();
      reject(new WxFailure("cancel"));
    });
    input.addEventListener("change", () => {
      input.remove();
      resolve([...(input.files ?? [])]);
    });
    document.body.append(input);
    input.click();
  });
}
