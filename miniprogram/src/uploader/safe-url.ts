/** Pages link to these URLs, so only http and https are allowed, and no user info. */
const URL_WITH_PATH = /^https?:\/\/[^/?#@\\\s]+\/\S*$/;

/** Whether a URL in the signing server's response may be used: a whole URL, and encrypted if the signing server's own is. */
export function isSafeUrl(url: string, serverUrl: string): boolean {
  return URL_WITH_PATH.test(url) && (!serverUrl.startsWith("https:") || url.startsWith("https:"));
}
