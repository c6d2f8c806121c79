import type { DeclaredDomains, PreviewSettings } from "../settings.ts";
import { WxFailure } from "../wx-failure.ts";

/** The calls that have lists of domains of their own. */
export type TransferKind = "request" | "uploadFile" | "downloadFile";

/** The rules that decide whether and where a request may go. */
export interface DomainRules extends PreviewSettings {
  /** The setting in project.config.json. If false, any address is allowed. */
  readonly urlCheck: boolean;
  /** The origin that the page was loaded from. */
  readonly pageOrigin: string;
}

/**
 * Checks a request's URL against the declared domains and returns the URL to use. Requests to the develop server go to the page's origin.
 * https://developers.weixin.qq.com/miniprogram/dev/framework/ability/network.html
 *
 * @throws {WxFailure} in WeChat's wording, if the URL is invalid or its domain is not declared
 */
export function resolveRequestUrl(kind: TransferKind, text: string, rules: DomainRules): string {
  if (!URL.canParse(text) || !/^https?:\/\//i.test(text)) throw new WxFailure(`invalid url "${text}"`, 600_009);
  const url = new URL(text);
  const isDeclared = isInList(rules.domains, kind, url) ?? !rules.urlCheck;
  const { developServerUrl } = rules;
  const isDevelopServer = developServerUrl !== null && url.origin === new URL(developServerUrl).origin;
  if (!isDeclared && !(isDevelopServer && !rules.urlCheck)) throw new WxFailure("url not in domain list", 600_002);
  return isDevelopServer ? rules.pageOrigin + url.pathname + url.search : url.href;
}

/** Whether a list has the URL's origin; `undefined` without lists. */
function isInList(domains: DeclaredDomains | null, kind: TransferKind, { origin }: URL): boolean | undefined {
  return domains === null ? undefined : (domains[kind] ?? []).some((domain) => new URL(domain).origin === origin);
}
