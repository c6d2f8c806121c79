import { generateKeyPairSync } from "node:crypto";
import type { CosCall, SendToCos } from "../../src/cos/cos-client.ts";
import { parseXml } from "../../src/cos/xml.ts";
import { composeStoredObjects } from "../../src/objects/create-cos-stored-objects.ts";
import type { StoredObjects } from "../../src/objects/stored-objects.ts";
import { type ProofKeyList, parseProofKeys } from "../../src/proofs/proof-keys.ts";
import { createUploadRules } from "../../src/uploads/upload-rules.ts";
import { BUCKET, HOST, NOW_MS, RANDOM_HEX } from "./test-app.ts";
import { UPLOAD_TOKEN_KEY } from "./test-multipart.ts";

/** An upload of the user `li`. */
export const LIS_KEY = `uploads/li/20261123/20261123120506-${RANDOM_HEX}.jpg`;

/** A new private P-256 key as PEM. */
export function createProofKeyPem(): string {
  return generateKeyPairSync("ec", { namedCurve: "P-256" })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString();
}

export function createProofKeys(): ProofKeyList {
  return parseProofKeys(createProofKeyPem());
}

const LISTED = `<Contents><Key>${LIS_KEY}</Key><Size>1000</Size><LastModified>2026-11-23T04:05:06.000Z</LastModified></Contents>`;

/** A COS that has {@link LIS_KEY}, and whatever else is requested. It denies the deletion of every other key. */
export async function wellBehavedCos({ action, query = [], body = "" }: CosCall) {
  const headers = new Headers({
    "Content-Length": "1000",
    "Content-Type": "image/jpeg",
    ETag: '"098f6bcd4621d373cade4e832627b4f6"',
    "Last-Modified": "Mon, 23 Nov 2026 04:05:06 GMT",
    "x-cos-hash-crc64ecma": "123",
  });
  if (action === "HeadObject") return { headers, document: undefined };
  if (action === "GetBucket") {
    const ofDays = query.some(([name]) => name === "delimiter");
    const content = ofDays ? "<CommonPrefixes><Prefix>uploads/li/20261123/</Prefix></CommonPrefixes>" : LISTED;
    return { headers, document: parseXml(`<ListBucketResult>${content}</ListBucketResult>`) };
  }
  const keys = [...body.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key = ""]) => key);
  const results = keys.map((key) =>
    key === LIS_KEY
      ? `<Deleted><Key>${key}</Key></Deleted>`
      : `<Error><Key>${key}</Key><Code>AccessDenied</Code><Message>no</Message></Error>`,
  );
  return { headers, document: parseXml(`<DeleteResult>${results.join("")}</DeleteResult>`) };
}

export interface TestObjectsOptions {
  /** @default {@link wellBehavedCos} */
  readonly send?: SendToCos;
  /** @default "uploads" */
  readonly prefix?: string;
  /** @default fixed ones */
  readonly readingCredentials?: Parameters<typeof composeStoredObjects>[0]["readingCredentials"];
  readonly reportFailure?: (error: unknown) => void;
  /** @default stands still */
  readonly now?: () => number;
}

/** The real stored objects, over a COS of one's own, with a stopped clock. */
export function createTestObjects(options: TestObjectsOptions = {}): StoredObjects {
  return composeStoredObjects({
    send: options.send ?? wellBehavedCos,
    scheme: "https",
    downloadHost: HOST,
    readingCredentials: options.readingCredentials ?? (async () => ({ secretId: "AKIDreading", secretKey: "reading" })),
    downloadSeconds: 600,
    bucket: BUCKET,
    prefix: options.prefix ?? "uploads",
    rules: createUploadRules(),
    deleteRejected: false,
    cursorKeys: [UPLOAD_TOKEN_KEY],
    wait: async () => {},
    now: options.now ?? (() => NOW_MS),
    reportFailure: options.reportFailure ?? (() => {}),
  });
}
