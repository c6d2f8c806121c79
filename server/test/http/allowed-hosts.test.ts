import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { isAllowedHost } from "../../src/http/allowed-hosts.ts";
import { startTestServer } from "../support/test-app.ts";

describe("isAllowedHost", () => {
  test.each([
    "127.0.0.1:3000",
    "192.168.1.20",
    "[::1]:3000",
    "localhost",
    "LOCALHOST:3000",
    "localhost.:3000",
    "app.localhost:3000",
    "tunnel.example.com",
    "Tunnel.Example.com.:443",
  ])("%s → accepted", (host) => {
    expect(isAllowedHost(host, ["tunnel.example.com"])).toBe(true);
  });

  test.each([
    "evil.example.com:3000",
    "127.0.0.1.evil.example.com",
    "localhost.evil.example.com",
    "notlocalhost",
    "127.0.0.1@evil.example.com",
    "[evil.example.com]",
    "example.com",
    "sub.tunnel.example.com",
    "",
  ])("%s – is not", (host) => {
    expect(isAllowedHost(host, ["tunnel.example.com"])).toBe(false);
    expect(isAllowedHost(host, "*")).toBe(true);
  });
});

describe("createHttpServer with allowed hosts", () => {
  const ask = async (port: number, host: string, origin = "") => {
    const socket = connect(port, "127.0.0.1");
    socket.write(`GET ${origin}/put-sign?ext=jpg HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    return text(socket);
  };

  test("a name that was made to point here – 421, and nothing is signed", async () => {
    const { port, close, credentialProvider, requests } = await startTestServer({ allowedHosts: [] });
    const answer = await ask(port, `evil.example.com:${port}`);
    expect(answer).toMatch(/^HTTP\/1.1 421 /);
    expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")))).toMatchObject({
      code: "host_not_allowed",
      detail: expect.stringContaining(`"evil.example.com:${port}"`),
    });
    expect(credentialProvider).not.toHaveBeenCalled();
    expect(requests).toMatchObject([{ status: 421, code: "host_not_allowed" }]);
    expect(await ask(port, `127.0.0.1:${port}`)).toMatch(/^HTTP\/1.1 200 /);
    await close();
  });

  test.each([
    ["http://evil.example.com", "127.0.0.1", 421],
    ["http://127.0.0.1.evil.example.com:3000", "127.0.0.1", 421],
    ["http://localhost:3000", "evil.example.com", 200],
  ])("a whole URL for a target, %s with Host: %s – the URL's name counts: %d", async (origin, host, status) => {
    const { port, close } = await startTestServer({ allowedHosts: [] });
    expect(await ask(port, host, origin)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    await close();
  });
});
