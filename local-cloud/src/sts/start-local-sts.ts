import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { FindCredentials, LocalCredentials } from "../cos/credentials.ts";
import { LOCAL_COS_DEFAULTS } from "../cos/defaults.ts";
import { limitConnections } from "../limit-connections.ts";
import type { LocalRole } from "./account.ts";
import { createCredentialsRegistry } from "./credentials-registry.ts";
import { createLocalSts, type StsLogEntry } from "./local-sts.ts";

/** The role that can be assumed unless others are given: it may do everything, so that the call's own policy says all. */
export const LOCAL_STS_ROLE_ARN = "qcs::cam::uin/100000000001:roleName/wx-cos-upload";

export interface StartLocalStsOptions {
  /** The account's permanent keys. @default the sample keys of Tencent's documentation */
  readonly credentials?: LocalCredentials;
  /** The account's, as in the bucket's name. @default that of the local COS's sample bucket */
  readonly appid?: string;
  /** @default {@link LOCAL_STS_ROLE_ARN} */
  readonly roles?: readonly LocalRole[];
  /** @default "127.0.0.1" */
  readonly listenHost?: string;
  /** 0 takes any free port. @default 0 */
  readonly port?: number;
  /** Unix milliseconds. @default Date.now */
  readonly now?: () => number;
  /** Told of each answered call. @default nobody is told */
  readonly log?: (entry: StsLogEntry) => void;
}

/** A local STS that listens. */
export interface LocalSts {
  /** `http://127.0.0.1:3002`: where to send calls. */
  readonly url: string;
  /** For the local bucket: finds the permanent keys and all that were given out. */
  readonly findCredentials: FindCredentials;
  /** Ends every connection and lets go of the port. Closing twice is closing once. */
  close(): Promise<void>;
}

/**
 * Starts a local STS. It is for development and tests: it listens on the loopback address unless told otherwise.
 *
 * @throws an Error if the port is taken
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
  server.listen(port, listenHost);
  await once(server, "listening").catch((cause: unknown) => {
    throw new Error(
      `the local STS cannot listen on ${listenHost}:${port}; set LOCAL_STS_PORT to a free port (0: any)`,
      {
        cause,
      },
    );
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("the local STS listens on no port");
  let closing: Promise<unknown> | undefined;
  return {
    url: `http://${listenHost.includes(":") ? `[${listenHost}]` : listenHost}:${address.port}`,
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
