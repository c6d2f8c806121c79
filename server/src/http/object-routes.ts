import type { IRouter, RequestHandler } from "express";
import type { UploadLimits } from "../limits/upload-limits.ts";
import { jsonBody } from "../middleware/json-body.ts";
import { limitRequests } from "../middleware/limit-requests.ts";
import { methodNotAllowed } from "../middleware/method-not-allowed.ts";
import type { StoredObjects } from "../objects/stored-objects.ts";
import type { UploadEvents } from "../objects/upload-events.ts";
import type { Proofs } from "../proofs/proofs.ts";
import { keySet } from "../routes/key-set.ts";
import { confirmUploads } from "../routes/uploads/confirm-uploads.ts";
import { deleteUploads } from "../routes/uploads/delete-uploads.ts";
import { listUploads } from "../routes/uploads/list-uploads.ts";
import { signDownloads } from "../routes/uploads/sign-downloads.ts";
import { withoutServiceKeys } from "../routes/uploads/without-service-keys.ts";

const LIST_PATH = "/uploads";
const CONFIRM_PATH = "/uploads/confirm";
const DELETE_PATH = "/uploads/delete";
const DOWNLOADS_PATH = "/downloads";
const KEY_SET_PATH = "/.well-known/jwks.json";

export const OBJECT_PATHS = [LIST_PATH, CONFIRM_PATH, DELETE_PATH, DOWNLOADS_PATH, KEY_SET_PATH] as const;

/** Stored objects, or the variables that a server without them has to set. */
export type ObjectSupport = StoredObjects | { readonly missingVariables: readonly string[] };

export interface ObjectRoutesOptions {
  readonly objects: ObjectSupport;
  /** `undefined`: no proofs. */
  readonly proofs: Proofs | undefined;
  /** `undefined`: nothing is notified. */
  readonly events: UploadEvents | undefined;
  /** Middleware that sets the owner of a request. It runs before any limit is consumed. */
  readonly preHandlers: readonly RequestHandler[];
  /** `undefined`: none. */
  readonly limits: UploadLimits | undefined;
}

/** Adds the routes for stored objects to an app or a router, as addUploadRoutes adds those for new ones. */
export function addObjectRoutes(router: IRouter, options: ObjectRoutesOptions): void {
  const { proofs, preHandlers, limits } = options;
  const [getOnly, postOnly] = [methodNotAllowed("GET", "HEAD"), methodNotAllowed("POST")];
  router.route(KEY_SET_PATH).get(keySet({ proofs })).all(getOnly);
  const limited = limits === undefined ? [] : [limitRequests({ limits })];
  const { list, posts } = handlersOf(options);
  router
    .route(LIST_PATH)
    .get(...preHandlers, ...limited, list)
    .all(getOnly);
  for (const [path, handler] of posts) {
    router
      .route(path)
      .post(...preHandlers, ...limited, jsonBody(), handler)
      .all(postOnly);
  }
}

interface Handlers {
  readonly list: RequestHandler;
  readonly posts: ReadonlyArray<readonly [path: string, handler: RequestHandler]>;
}

function handlersOf({ objects, proofs, events }: ObjectRoutesOptions): Handlers {
  if ("missingVariables" in objects) {
    const without = withoutServiceKeys(objects.missingVariables);
    return { list: without, posts: [CONFIRM_PATH, DELETE_PATH, DOWNLOADS_PATH].map((path) => [path, without]) };
  }
  return {
    list: listUploads({ objects }),
    posts: [
      [CONFIRM_PATH, confirmUploads({ objects, proofs, events })],
      [DELETE_PATH, deleteUploads({ objects, events })],
      [DOWNLOADS_PATH, signDownloads({ objects })],
    ],
  };
}
