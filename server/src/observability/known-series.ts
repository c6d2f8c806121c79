import { PROBLEMS, type ProblemCode } from "../errors.ts";
import { COS_EVENTS_OPERATION } from "../openapi/event-operations.ts";
import { OBJECT_OPERATIONS } from "../openapi/object-operations.ts";
import {
  LOGIN_OPERATION,
  MULTIPART_OPERATIONS,
  type Operation,
  SERVER_OPERATIONS,
  UPLOAD_OPERATIONS,
} from "../openapi/operations.ts";
import { COMMON_PROBLEMS, LOGIN_PROBLEMS } from "../openapi/problems.ts";

/** The labels of one time series of requests. */
export interface RequestSeries {
  /** The route's pattern; `none` if no route matched. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
}

const OPERATIONS = [
  ...UPLOAD_OPERATIONS,
  ...MULTIPART_OPERATIONS,
  ...OBJECT_OPERATIONS,
  COS_EVENTS_OPERATION,
  LOGIN_OPERATION,
  ...SERVER_OPERATIONS,
];

/** Every route, and `none`. */
export const KNOWN_ROUTES: readonly string[] = [...OPERATIONS.map(({ path }) => path), "none"];

/** Statuses of requests that no route matched, or that were rejected before routing. */
const UNROUTED_STATUSES = distinct([statusOf("not_found"), ...COMMON_PROBLEMS.map(statusOf)]);

/** All series of the API's document: each route with its methods and its statuses. */
export const KNOWN_REQUESTS: readonly RequestSeries[] = [
  ...OPERATIONS.flatMap((operation) =>
    methodsOf(operation).flatMap((method) =>
      statusesOf(operation).map((status) => ({ route: operation.path, method, status })),
    ),
  ),
  ...["GET", "POST"].flatMap((method) => UNROUTED_STATUSES.map((status) => ({ route: "none", method, status }))),
];

function methodsOf({ method }: Operation): readonly string[] {
  return method === "get" ? ["GET", "HEAD"] : ["POST"];
}

function statusesOf({ problems, signs, response, accepted }: Operation): readonly number[] {
  const successes = [response === "none" ? 204 : 200, ...(accepted === undefined ? [] : [202])];
  return distinct([...successes, ...[...problems, ...(signs ? LOGIN_PROBLEMS.bearer : [])].map(statusOf)]);
}

function statusOf(code: ProblemCode): number {
  return PROBLEMS[code].status;
}

function distinct(statuses: readonly number[]): readonly number[] {
  return [...new Set(statuses)];
}
