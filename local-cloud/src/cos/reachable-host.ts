/** The host under which this machine reaches a server that listens on `listenHost`. If that means every address, it is loopback. */
export function reachableHost(listenHost: string): string {
  if (listenHost === "0.0.0.0") return "127.0.0.1";
  if (listenHost === "::") return "[::1]";
  return listenHost.includes(":") ? `[${listenHost}]` : listenHost;
}
