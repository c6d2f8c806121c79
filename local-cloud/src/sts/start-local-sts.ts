import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { listen } from "@wx-cos-upload/node-kit";
import type { FindCredentials, LocalCredentials } from "../cos/credentials.ts";
import { LOCAL_COS_DEFAULTS } from "../cos/defaults.ts";
import { limitConnections } from "../limit-connections.ts";
import type { LocalRole } from "./account.ts";
import { createCredentialsRegistry } from "./credentials-registry.ts";
import { createLocalSts, type StsLogEntry } from "./local-sts.ts";

/** The default role. It may do everything, so the call's own policy alone determines what the credentials may do. */
export const LOCAL_STS_ROLE_ARN = "qcs::cam::uin/100000000001:roleName/wx-cos-upload";

/** Options of {@link startLocalSts}. */
export interface StartLocalStsOptions {
  /** The account's permanent keys. @default the sample keys of Tencent's documentation */
  readonly credentials?: LocalCredentials;
  /** The account's APPID, which is part of the bucket's name. @default that of the local COS's sample bucket */
  readonly appid?: string;
  /** The roles of the account. @default one role, {@link LOCAL_STS_ROLE_ARN} */
  readonly roles?: readonly LocalRole[];
  /** @default "127.0.0.1" */
  readonly listenHost?: string;
  /** 0 means any free port. @default 0 */
  readonly port?: number;
  /** The current time in Unix milliseconds. @default Date.now */
  readonly now?: () => number;
  /** Called for each call. @default logs nothing */
  readonly log?: (entry: StsLogEntry) => void;
}

/** A running local STS. */
export interface LocalSts {
  /** URL for calls: `http://127.0.0.1:3002`. */
  readonly url: string;
  /** For the local bucket: finds the permanent credentials and all issued ones. */
  readonly findCredentials: FindCredentials;
  /** Ends every connection and releases the port. A second call has no further effect. */
  close(): Promise<void>;
}

/**
 * Starts a local STS. It is for development and tests and listens on the loopback address by default.
 *
 * @throws an Error that names LOCAL_STS_PORT if the port is in use
 * @example
 * const sts = await startLocalSts();
 * const cos = await startLocalCos({ directory: ".local-cos", findCredentials: sts.findCredentials });
 */
export async function startLocalSts(options: StartLocalStsOptions = {}): Promise<LocalSts> {
  const { now = Date.now, listenHost = "127.0.0.1", port = 0, log = () => {} } = options;
  const { credentials = LOCAL_COS_DEFAULTS.credentials, roles = [{ arn: LOCAL_STS_ROLE_ARN }] } = options;
  const { appid = LOCAL_COS_DEFAULTS.appid } = options;
  const registry = createCredentialsRegistry(credentials, () => Math.floor(now() / 1000));
  const server = createServer();
  const limit = limitConnections(server);
  server.on(
    "request",
    limit(createLocalSts({ registry, account: { appid, roles }, now, randomBytes, randomId: randomUUID, log })),
  );
  const advice = "set LOCAL_STS_PORT to a free port (0: any)";
  const { url } = await listen(server, { host: listenHost, port, name: "the local STS", advice });
  let closing: Promise<unknown> | undefined;
  return {
    url,
    findCredentials: registry.find,
    async close() {
      if (closing === undefined) {
        closing = once(server, "close");
        server.close();
        server.closeAllConnections();
      }
      await closing;
    },
  };
}
