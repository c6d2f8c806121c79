/** The texts around the phone. */
export interface ShellWords {
  readonly heading: string;
  readonly introduction: string;
  readonly bucket: string;
  readonly noObjects: string;
  readonly noBucket: string;
  readonly open: string;
  readonly close: string;
  readonly back: string;
  readonly screen: string;
}

const zh: ShellWords = {
  heading: "小程序预览",
  introduction: "左侧就是微信里运行的同一套页面代码，在浏览器中由微信的组件框架 glass-easel 渲染。",
  bucket: "本地存储桶",
  noObjects: "还没有对象。在手机里选择一张照片试试。",
  noBucket: "本地存储桶暂时无法读取。",
  open: "打开",
  close: "关闭",
  back: "返回",
  screen: "小程序页面",
};

const en: ShellWords = {
  heading: "Mini program preview",
  introduction:
    "The phone runs the same page code as WeChat. glass-easel, WeChat's component framework, renders it in your browser.",
  bucket: "Local bucket",
  noObjects: "No objects yet. Choose a photo on the phone.",
  noBucket: "The local bucket is not available at the moment.",
  open: "Open",
  close: "Close",
  back: "Back",
  screen: "Mini program page",
};

/** Returns the texts in Chinese for a Chinese language, otherwise in English. */
export function shellWordsFor(language: string): ShellWords {
  return /^zh/i.test(language) ? zh : en;
}
