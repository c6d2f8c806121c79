import { callWechat } from "../wechat/call";
import type { WechatCalls } from "../wechat/calls";
import type { Item } from "./state";

/** Shows all photos and videos of the list large, at one of them. Where WeChat can't, nothing happens. */
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
