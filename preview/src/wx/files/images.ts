import { type Callbacks, call } from "../call.ts";
import { WxFailure } from "../wx-failure.ts";
import { drawJpeg } from "./describe-video.ts";
import type { TempFiles } from "./temp-files.ts";

interface CompressOption extends Callbacks<object> {
  readonly src: string;
  /** 0 to 100. WeChat does not document its default. @default 80 */
  readonly quality?: number;
  readonly compressedWidth?: number;
  readonly compressedHeight?: number;
}

/** Creates `wx.compressImage` and `wx.getImageInfo` with the browser's own decoder. */
export function createImages(files: TempFiles) {
  async function decode(path: string): Promise<ImageBitmap> {
    const file = files.get(path);
    if (file === undefined) throw new WxFailure(`file doesn't exist: ${path}`, 1_300_002);
    return createImageBitmap(file).catch(() => {
      throw new WxFailure(`the file can't be decoded as an image: ${path}`);
    });
  }

  return {
    compressImage: (option: CompressOption) =>
      call("compressImage", option, async () => {
        const picture = await decode(option.src);
        const { compressedWidth, compressedHeight, quality = 80 } = option;
        const ratio = picture.width / picture.height;
        const width = compressedWidth ?? (compressedHeight === undefined ? picture.width : compressedHeight * ratio);
        const height = compressedHeight ?? width / ratio;
        const jpeg = await drawJpeg(picture, Math.round(width), Math.round(height), quality / 100);
        if (jpeg === undefined) throw new WxFailure("the image could not be encoded");
        return { tempFilePath: files.add(jpeg, "jpg") };
      }),
    getImageInfo: (option: Callbacks<object> & { readonly src: string }) =>
      call("getImageInfo", option, async () => {
        const { width, height } = await decode(option.src);
        const type = files.get(option.src)?.type.replace("image/", "") ?? "unknown";
        return { width, height, path: option.src, orientation: "up", type };
      }),
  };
}
