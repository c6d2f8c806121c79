import { elementsOf, fieldsOf, readNumber } from "../../../uploader/platform-values";
import { isAtLeast, isOnPc, type WechatCalls, wechatInfo } from "../wechat/calls";

/** The options of `wx.chooseMedia` besides count and kinds: TDesign's `config`. */
export interface MediaConfig {
  readonly sourceType?: readonly SourceType[];
  readonly sizeType?: readonly SizeType[];
  readonly camera?: "back" | "front";
  /** In seconds. */
  readonly maxDuration?: number;
}

type SourceType = "album" | "camera";
type SizeType = "original" | "compressed";

/** Valid options for the platform: {@link mediaSettings}. */
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

/** On PC the picker does not open for more than the default: https://github.com/youzan/vant-weapp/issues/4505 */
const MAX_PC_DURATION_SECONDS = 10;

/** Most files that `wx.chooseMedia` returns at once. */
export function maxMediaFiles(wechat: WechatCalls): number {
  return !isOnPc(wechat) && isAtLeast(wechatInfo(wechat).baseLibrary, "2.25.0") ? 20 : 9;
}

/**
 * Converts a page's `config` to options that the platform accepts. Some platforms do nothing if a value is out of range. Such a value is
 * therefore clamped, and an invalid one is left out.
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

/** The valid values among those given; all valid values if there are none. */
function allowed<Value extends string>(values: readonly Value[], given: unknown): Value[] {
  const wanted = values.filter((value) => elementsOf(given).includes(value));
  return wanted.length > 0 ? wanted : [...values];
}
