/** The language as WeChat spells it – `zh_CN`, `zh_TW`, `en` – of `?lang=`, or the browser's. */
export function wechatLanguage(search: string, browserLanguage: string): string {
  const asked = (new URLSearchParams(search).get("lang") ?? browserLanguage).replace("-", "_");
  if (/^zh_(?:tw|hk|mo|hant)/i.test(asked)) return "zh_TW";
  return /^zh/i.test(asked) ? "zh_CN" : (asked.split("_")[0] ?? "en");
}
