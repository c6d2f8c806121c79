import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:tls";

/** A proxy that speaks TLS in front of a server that does not. */
export interface TlsProxy {
  /** `127.0.0.1:41234` */
  readonly host: string;
  /** The certificate, for NODE_EXTRA_CA_CERTS. */
  readonly certificatePath: string;
  /** Resolves when a request whose first line matches has passed. */
  passed(firstLine: RegExp): Promise<void>;
  close(): Promise<void>;
}

/** Starts a proxy with a certificate of its own for 127.0.0.1, so that production's executable, which signs for https only, can use the local COS. */
export async function startTlsProxy(upstreamHost: string): Promise<TlsProxy> {
  const directory = await mkdtemp(join(tmpdir(), "tls-"));
  const certificatePath = join(directory, "certificate.pem");
  const keyPath = join(directory, "key.pem");
  const { status, stderr } = spawnSync("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
    ...["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
    ...["-keyout", keyPath, "-out", certificatePath],
  ]);
  if (status !== 0) throw new Error(`openssl made no certificate: ${stderr}`);
  const [upstreamName = "", upstreamPort = ""] = upstreamHost.split(":");
  const sockets = new Set<Socket>();
  const watchers = new Set<(line: string) => void>();
  const server = createServer({ key: await readFile(keyPath), cert: await readFile(certificatePath) }, (downstream) => {
    const upstream = connect(Number(upstreamPort), upstreamName);
    for (const socket of [downstream, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        downstream.destroy();
        upstream.destroy();
      });
    }
    downstream.on("data", (bytes: Buffer) => {
      const line = bytes.toString("latin1").split("\r\n", 1)[0] ?? "";
      for (const watch of watchers) watch(line);
    });
    downstream.pipe(upstream).pipe(downstream);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    host: `127.0.0.1:${address.port}`,
    certificatePath,
    passed: (firstLine) =>
      new Promise((resolve) => {
        const watch = (line: string) => {
          if (!firstLine.test(line)) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
      }),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
      await rm(directory, { recursive: true });
    },
  };
}
