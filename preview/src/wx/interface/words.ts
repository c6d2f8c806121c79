/** Texts of WeChat's own user interface, in WeChat's language. */
export interface Words {
  readonly confirm: string;
  readonly cancel: string;
  readonly close: string;
  readonly choose: string;
  readonly copied: string;
  readonly privacyTitle: string;
  readonly privacyText: string;
  readonly privacyContract: string;
  readonly agree: string;
  readonly decline: string;
  readonly allow: string;
  readonly settings: string;
  readonly album: string;
  readonly albumQuestion: string;
}

const zh: Words = {
  confirm: "确定",
  cancel: "取消",
  close: "关闭",
  choose: "请选择",
  copied: "内容已复制",
  privacyTitle: "用户隐私保护提示",
  privacyText: "使用该功能前，请仔细阅读《用户隐私保护指引》。如同意，开发者将收集你选中的照片或视频信息。",
  privacyContract: "《用户隐私保护指引》",
  agree: "同意",
  decline: "拒绝",
  allow: "允许",
  settings: "设置",
  album: "保存到相册",
  albumQuestion: "允许该小程序保存图片或视频到你的相册？",
};

const en: Words = {
  confirm: "OK",
  cancel: "Cancel",
  close: "Close",
  choose: "Choose",
  copied: "Copied",
  privacyTitle: "Privacy notice",
  privacyText:
    "Please read the Privacy Protection Guideline first. If you agree, the developer will collect the photos and videos that you choose.",
  privacyContract: "Privacy Protection Guideline",
  agree: "Agree",
  decline: "Decline",
  allow: "Allow",
  settings: "Settings",
  album: "Save to album",
  albumQuestion: "Allow this mini program to save photos and videos to your album?",
};

/** Returns the texts in Chinese for a Chinese language, otherwise in English. */
export function wordsFor(language: string): Words {
  return /^zh/i.test(language) ? zh : en;
}
