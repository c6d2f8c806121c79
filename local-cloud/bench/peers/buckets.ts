import { createHmac } from "node:crypto";
import { mkdirSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { authorize } from "@wx-cos-upload/cos-signature";
import { LOCAL_COS_DEFAULTS } from "../../src/cos/index.ts";
import type { ProcessCommand } from "./measured-process.ts";

const ROOT = join(import.meta.dirname, "../../..");
/** Installed by `npm ci --prefix tools/peer-buckets`. */
const PEERS = join(ROOT, "tools/peer-buckets/node_modules");

/** A local stand-in for an object store. */
export interface PeerBucket {
  readonly name: string;
  /** @param directory a new folder for the objects */
  readonly process: (directory: string) => ProcessCommand;
  /** Prepares what a PUT needs, such as a bucket. */
  readonly prepare: (port: number) => Promise<void>;
  /** Path and headers of the PUT of an object. */
  readonly put: (port: number, key: string, bytes: number) => SignedPut;
}

/** The head of a PUT, with a signature if the server verifies one. */
export interface SignedPut {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** This project's local COS. It verifies each signature. */
export const localCos: PeerBucket = {
  name: "local COS",
  process: (directory) => ({
    command: () => [join(ROOT, "local-cloud/dist/cos/main.js")],
    env: (port) => ({ LOCAL_COS_DIR: directory, LOCAL_COS_PORT: String(port) }),
    ready: /http:\/\//,
  }),
  prepare: async () => {},
  put(port, key, bytes) {
    const host = `127.0.0.1:${port}`;
    const nowSeconds = Math.floor(Date.now() / 1000);
    const { authorization } = authorize({
      credentials: LOCAL_COS_DEFAULTS.credentials,
      keyTime: `${nowSeconds - 60};${nowSeconds + 3600}`,
      method: "PUT",
      pathname: `/${key}`,
      headers: [
        ["host", host],
        ["content-length", String(bytes)],
      ],
    });
    return { path: `/${key}`, headers: { host, authorization } };
  },
};

/** Anonymous, because s3rver then has no signature to verify. */
export const s3rver: PeerBucket = {
  name: "s3rver",
  process: (directory) => ({
    command: (port) => [
      join(PEERS, "s3rver/bin/s3rver.js"),
      ...["--directory", directory, "--address", "127.0.0.1", "--port", String(port), "--silent"],
      ...["--configure-bucket", "bench"],
    ],
    ready: /listening/,
  }),
  prepare: async () => {},
  put: (_port, key) => ({ path: `/bench/${key}`, headers: {} }),
};

/** The account of every Azurite, as its documentation publishes it. */
const AZURITE = {
  account: "devstoreaccount1",
  key: "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
};

/** Put Blob, signed with a shared key, which Azurite verifies. */
export const azurite: PeerBucket = {
  name: "azurite",
  process: (directory) => ({
    command: (port) => [
      join(PEERS, "azurite/dist/src/blob/main.js"),
      ...["--silent", "--skipApiVersionCheck", "--disableTelemetry", "--blobPort", String(port)],
      ...["--location", directory],
    ],
    ready: /successfully listens/,
  }),
  async prepare(port) {
    const { path, headers } = signAzure({ port, method: "PUT", path: "bench", query: { restype: "container" } });
    const status = await new Promise<number>((resolve, reject) => {
      const sent = request({ port, method: "PUT", path, headers: { ...headers, "content-length": 0 } }, (response) => {
        response.resume().once("end", () => resolve(response.statusCode ?? 0));
      });
      sent.once("error", reject).end();
    });
    if (status !== 201) throw new Error(`azurite: the container is ${status}`);
  },
  put: (port, key, bytes) => signAzure({ port, method: "PUT", path: `bench/${key}`, bytes }),
};

interface AzureRequest {
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly bytes?: number;
}

/** @see Authorize with Shared Key, https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key */
function signAzure({ port, method, path, query = {}, bytes = 0 }: AzureRequest): SignedPut {
  const { account, key } = AZURITE;
  const named = {
    ...(bytes > 0 && { "x-ms-blob-type": "BlockBlob" }),
    "x-ms-date": new Date().toUTCString(),
    "x-ms-version": "2023-11-03",
  };
  const canonicalHeaders = Object.entries(named).map(([name, value]) => `${name}:${value}\n`);
  const canonicalQuery = Object.entries(query).map(([name, value]) => `\n${name}:${value}`);
  // The empty lines are the values of headers that are not sent.
  const stringToSign = [...[method, "", "", bytes === 0 ? "" : String(bytes), "", "", "", "", "", "", "", "", ""]].join(
    "\n",
  );
  const text = `${stringToSign.slice(0, -1)}\n${canonicalHeaders.join("")}/${account}/${account}/${path}${canonicalQuery.join("")}`;
  const signature = createHmac("sha256", Buffer.from(key, "base64")).update(text).digest("base64");
  const search = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  return {
    path: `/${account}/${path}${search.length === 0 ? "" : `?${search.join("&")}`}`,
    headers: { ...named, host: `127.0.0.1:${port}`, authorization: `SharedKey ${account}:${signature}` },
  };
}

/** Creates a folder of its own for a bucket. */
export function folderFor(parent: string, { name }: PeerBucket): string {
  const folder = join(parent, name.replaceAll(" ", "-"));
  mkdirSync(folder, { recursive: true });
  return folder;
}
