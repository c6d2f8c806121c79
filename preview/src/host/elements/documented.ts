import type { PropertyDefault } from "./element.ts";

/** Properties of an element that WeChat documents and the preview does not model, in camel case. */
export interface DocumentedProperties {
  /** They have no visible effect in a browser: on a keyboard, on Skyline only, for WeChat's own dialogs. Separated by spaces. */
  readonly ignored?: string;
  /** They have a visible effect, which the preview lacks. By name, with their defaults. */
  readonly unsupported?: Readonly<Record<string, PropertyDefault>>;
}

const FIELD: DocumentedProperties = {
  ignored:
    "alwaysEmbed autoFill cursor cursorColor selectionStart selectionEnd holdKeyboard cursorSpacing adjustPosition confirmType " +
    "confirmHold showConfirmBar adjustKeyboardTo disableDefaultPadding fixed safePasswordCertPath safePasswordLength " +
    "safePasswordTimeStamp safePasswordNonce safePasswordSalt safePasswordCustomHash",
};

/**
 * The properties of each element that WeChat documents besides those that the preview models. Any other property is an error.
 * https://developers.weixin.qq.com/miniprogram/dev/component/
 */
export const DOCUMENTED: Readonly<Record<string, DocumentedProperties>> = {
  text: { ignored: "overflow maxLines", unsupported: { space: "", decode: false } },
  label: { ignored: "name" },
  form: { ignored: "name reportSubmit reportSubmitTimeout" },
  navigator: {
    ignored: "appId path extraData version shortLink",
    unsupported: { target: "self" },
  },
  picker: { ignored: "level", unsupported: { customItem: "" } },
  swiper: {
    ignored:
      "snapToEdge easingFunction skipHiddenItemLayout cacheExtent scrollWithAnimation layoutType transformerType indicatorType " +
      "indicatorMargin indicatorSpacing indicatorRadius indicatorWidth indicatorHeight indicatorAlignment indicatorOffset",
    unsupported: { previousMargin: "0px", nextMargin: "0px" },
  },
  "swiper-item": { ignored: "skipHiddenItemLayout" },
  button: {
    ignored:
      "name lang sessionFrom sendMessageTitle sendMessagePath sendMessageImg appParameter showMessageCard businessId " +
      "phoneNumberNoQuotaToast needShowEntrance entrancePath",
  },
  "scroll-view": {
    ignored:
      "scrollWithAnimation enableBackToTop enablePassive enhanced bounces fastDeceleration scrollAnchoring usingSticky type " +
      "associativeContainer reverse clip cacheExtent minDragDistance scrollIntoViewWithinExtent scrollIntoViewAlignment padding " +
      "refresherThreshold refresherDefaultStyle refresherBackground refresherTriggered refresherTwoLevelEnabled " +
      "refresherTwoLevelTriggered refresherTwoLevelThreshold refresherTwoLevelCloseThreshold refresherTwoLevelScrollEnabled " +
      "refresherBallisticRefreshEnabled refresherTwoLevelPinned",
    unsupported: { refresherEnabled: false, pagingEnabled: false, scrollIntoViewOffset: 0 },
  },
  image: { ignored: "webp lazyLoad fadeIn showMenuByLongpress forceHttps" },
  video: {
    ignored:
      "duration title pageGesture direction showProgress showFullscreenBtn showPlayBtn showCenterPlayBtn showMuteBtn " +
      "enableProgressGesture playBtnPosition enablePlayGesture autoPauseIfNavigate autoPauseIfOpenNative vslideGesture " +
      "vslideGestureInFullscreen showBottomProgress posterForCrawler showCastingButton pictureInPictureMode " +
      "pictureInPictureShowProgress enableAutoRotation showScreenLockButton showSnapshotButton showBackgroundPlaybackButton " +
      "backgroundPoster referrerPolicy isDrm isLive provisionUrl certificateUrl licenseUrl preferredPeakBitRate",
    unsupported: { initialTime: 0, danmuList: null, danmuBtn: false, enableDanmu: false, adUnitId: "" },
  },
  progress: { ignored: "active activeMode duration" },
  switch: { unsupported: { type: "switch" } },
  radio: { ignored: "name" },
  checkbox: { ignored: "name" },
  input: { ...FIELD, unsupported: { placeholderStyle: "", placeholderClass: "input-placeholder" } },
  textarea: {
    ...FIELD,
    unsupported: { placeholderStyle: "", placeholderClass: "textarea-placeholder" },
  },
};

/** Properties of every element that WeChat documents and the preview lacks. */
export const DOCUMENTED_EVERYWHERE: DocumentedProperties = { unsupported: { animation: null } };
