import { elementsOf, fieldsOf, readNumber } from "../../../uploader/platform-values";
import { isAtLeast, isOnPc, type WechatCalls, wechatInfo } from "../wechat/calls";

/** What `wx.chooseMedia` takes besides count and kinds: TDesign's `config`. */
export type MediaConfig = Pick<
  WechatMiniprogram.ChooseMediaOption,
  "sizeType" | "sourceType" | "camera" | "maxDuration"
>;

type SourceType = "album" | "camera";
type SizeType = "original" | "compressed";

/** The same in a form that the platform takes: {@link mediaSettings}. */
export interface MediaSettings {
  readonly sourceType: SourceType[];
  readonly sizeType: SizeType[];
  readonly camera?: "back" | "front";
  /** In seconds. */
  readonly maxDuration?: number;
}

/** https://developers.weixin.qq.com/miniprogram/dev/api/media/video/wx.chooseMedia.html */
const MIN_DURATION_SECONDS = 3;
const MAX_DURATION_SECONDS = 60;

/** On PC the picker does not open at all for more than its default: https://github.com/youzan/vant-weapp/issues/4505 */
const MAX_PC_DURATION_SECONDS = 10;

/** Most files that `wx.chooseMedia` gives at once. */
export function maxMediaFiles(wechat: WechatCalls): number {
  return !isOnPc(wechat) && isAtLeast(wechatInfo(wechat).baseLibrary, "2.25.0") ? 20 : 9;
}

/**
 * A page's `config` as the platform takes it. Some platforms do nothing at all when a value is out of range, so such a value is clamped,
 * and what is no value of the option is left out.
 */
export function mediaSettings(wechat: WechatCalls, config: unknown): MediaSettings {
  const { sourceType, sizeType, camera, maxDuration } = fieldsOf(config);
  const seconds = recordingSeconds(readNumber(maxDuration), isOnPc(wechat));
  return {
    sourceType: allowed<SourceType>(["album", "camera"], sourceType),
    sizeType: allowed<SizeType>(["original", "compressed"], sizeType),
    ...((camera === "back" || camera === "front") && { camera }),
    ...(seconds !== undefined && { maxDuration: seconds }),
  };
}

/** Undefined for the platform's default, 10 seconds. */
function recordingSeconds(wanted: number | undefined, isPc: boolean): number | undefined {
  if (wanted === undefined || (isPc && wanted >= MAX_PC_DURATION_SECONDS)) return undefined;
  return Math.min(MAX_DURATION_SECONDS, Math.max(MIN_DURATION_SECONDS, Math.round(wanted)));
}

/** Those of the values that were given; all of them if none was. */
function allowed<Value extends string>(values: readonly Value[], given: unknown): Value[] {
  const wanted = values.filter((value) => elementsOf(given).includes(value));
  return wanted.length > 0 ? wanted : [...values];
}
