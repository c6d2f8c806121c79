import { callWechat } from "../wechat/call";
import type { WechatCalls } from "../wechat/calls";
import type { Item } from "./state";

/** Opens WeChat's full-screen preview of all photos and videos in the list, at the current one. Does nothing if WeChat cannot. */
export function previewMedia(wechat: WechatCalls, items: readonly Item[], current: Item): void {
  const shown = items.filter(({ file }) => file.type !== "file");
  void callWechat(() =>
    wechat.previewMedia({
      current: shown.indexOf(current),
      sources: shown.map(({ file: { path, type, thumbnailPath } }) => ({
        url: path,
        type: type === "video" ? "video" : "image",
        ...(type === "video" && thumbnailPath && { poster: thumbnailPath }),
      })),
    }),
  );
}
