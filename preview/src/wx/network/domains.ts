import type { PreviewSettings } from "../settings.ts";
import { WxFailure } from "../wx-failure.ts";

export interface DomainRules extends PreviewSettings {
  /** project.config.json's setting: off, any address will do. */
  readonly urlCheck: boolean;
  /** Where the page came from. */
  readonly pageOrigin: string;
}

/**
 * Where a request of the mini program's really goes: what it names, if it may.
 * https://developers.weixin.qq.com/miniprogram/dev/framework/ability/network.html
 *
 * @throws {WxFailure} as WeChat words it
 */
export function resolveRequestUrl(kind: "request" | "uploadFile", text: string, rules: DomainRules): string {
  if (!URL.canParse(text) || !/^https?:\/\//i.test(text)) throw new WxFailure(`invalid url "${text}"`, 600_009);
  const url = new URL(text);
  const isDeclared = rules.domains?.[kind].some((domain) => new URL(domain).origin === url.origin) ?? !rules.urlCheck;
  const isDevelopServer = url.origin === new URL(rules.developServerUrl).origin;
  if (!isDeclared && !(isDevelopServer && !rules.urlCheck)) throw new WxFailure("url not in domain list", 600_002);
  return isDevelopServer ? rules.pageOrigin + url.pathname + url.search : url.href;
}
