import { WxFailure } from "../wx-failure.ts";

export interface PickFilesOptions {
  /** As an `<input type="file">` takes it: `image/*,video/*`. */
  readonly accept: string;
  readonly multiple: boolean;
  /** Take a photo rather than pick one, where the device can. */
  readonly capture?: "user" | "environment";
}

/** Lets a person pick files with the browser's own chooser. @throws {WxFailure} `cancel` */
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
