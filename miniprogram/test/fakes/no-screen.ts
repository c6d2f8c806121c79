import type { Screen } from "../../src/components/cos-uploader/wechat/screen";

/** A screen that nothing keeps on. */
export const NO_SCREEN: Screen = { keepOn() {} };
