const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Parses the URL of another service.
 *
 * @param insteadOfPassword what to use in place of a user and a password
 * @returns `undefined` if the text is not a URL
 * @throws {Error} for a URL with a user or a password: fetch rejects it, and its message would put them into the log
 */
export function parseServiceUrl(text: string, insteadOfPassword: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.username || url?.password) throw new Error(`contains a user or a password; ${insteadOfPassword}`);
  return url;
}

/** Whether nobody on the network can read or change what is sent to a URL: https, or http to this machine. */
export function isConfidential({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && LOOPBACK_HOSTS.includes(hostname));
}
