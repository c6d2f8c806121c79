import type { ProblemCode } from "../errors.ts";
import type { Operation } from "./operations.ts";
import { JSON_PROBLEMS, LIMITED_PROBLEMS } from "./problems.ts";

/** Problems of every route for stored objects. */
const FIELD_PROBLEMS: readonly ProblemCode[] = [
  ...LIMITED_PROBLEMS,
  "unknown_field",
  "repeated_field",
  "invalid_encoding",
  "service_keys_missing",
];

/** Problems of a route with a list of keys. */
const KEYS_PROBLEMS: readonly ProblemCode[] = [...FIELD_PROBLEMS, ...JSON_PROBLEMS, "invalid_keys", "not_your_key"];

const COS_PROBLEMS: readonly ProblemCode[] = ["credentials_unavailable", "cos_refused", "cos_unavailable"];

export const OBJECT_OPERATIONS: readonly Operation[] = [
  {
    method: "post",
    path: "/uploads/confirm",
    operationId: "confirmUploads",
    tag: "objects",
    summary: "Whether 1 to 20 uploads are stored",
    description:
      "The server checks on COS and never believes the client. Responds in the order of the keys. `missing`, `rejected` and `unknown` come in a 200 too. `proof` is a " +
      "JWT for your own back end.",
    body: "ConfirmRequest",
    response: "ConfirmResponse",
    signs: true,
    limited: true,
    problems: [...KEYS_PROBLEMS, "credentials_unavailable"],
  },
  {
    method: "get",
    path: "/uploads",
    operationId: "listUploads",
    tag: "objects",
    summary: "One page of the user's own uploads, newest first",
    description: "A page can have fewer uploads than `limit`, even none. The last page has no `cursor`.",
    query: "UploadsQuery",
    response: "UploadsResponse",
    signs: true,
    needsUser: true,
    limited: true,
    problems: [...FIELD_PROBLEMS, ...COS_PROBLEMS, "invalid_limit", "invalid_cursor", "login_required"],
  },
  {
    method: "post",
    path: "/downloads",
    operationId: "signDownloads",
    tag: "objects",
    summary: "URLs that read 1 to 50 objects for some minutes",
    description:
      "The same object has the same URL for minutes, so caches work, and at least half of its life left. The server does not check that the objects exist.",
    body: "DownloadsRequest",
    response: "DownloadsResponse",
    signs: true,
    limited: true,
    problems: [...KEYS_PROBLEMS, "credentials_unavailable"],
  },
  {
    method: "post",
    path: "/uploads/delete",
    operationId: "deleteUploads",
    tag: "objects",
    summary: "Deletes 1 to 50 of the user's own uploads",
    description: "A key without an object counts as deleted. `failed` lists the others in a 200 too.",
    body: "DeleteRequest",
    response: "DeleteResponse",
    signs: true,
    needsUser: true,
    limited: true,
    problems: [...KEYS_PROBLEMS, ...COS_PROBLEMS, "login_required"],
  },
  {
    method: "get",
    path: "/.well-known/jwks.json",
    operationId: "keySet",
    tag: "objects",
    summary: "The public keys that verify proofs",
    description: "A JWK Set. Clients can cache it for five minutes.",
    response: "KeySet",
    signs: false,
    limited: false,
    problems: ["proof_keys_missing"],
  },
];
