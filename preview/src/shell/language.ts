/** Returns the language in WeChat's spelling (`zh_CN`, `zh_TW`, `en`): the one in `?lang=`, otherwise the browser's. */
export function wechatLanguage(search: string, browserLanguage: string): string {
  const language = (new URLSearchParams(search).get("lang") ?? browserLanguage).replace("-", "_");
  if (/^zh_(?:tw|hk|mo|hant)/i.test(language)) return "zh_TW";
  return /^zh/i.test(language) ? "zh_CN" : (language.split("_")[0] ?? "en");
}
