import type { CosAction } from "../operations/check-permission.ts";
import { selectRoute } from "../operations/route.ts";
import { ROUTES } from "../operations/route-table.ts";
import type { CosRequest } from "../request/cos-request.ts";

/** The name of an operation as CAM policies spell it: `PutObject`. `OptionsObject` is a preflight, which no policy names. */
export type OperationName = CosAction | "OptionsObject";

/** The name of each operation that the bucket models. DELETE Multiple Objects is a `DeleteObject`, as in CAM policies. */
export const OPERATION_NAMES: readonly OperationName[] = [
  ...new Set<OperationName>([...ROUTES.map(({ action }) => action), "OptionsObject"]),
];

/** Returns the name of the operation that a request addresses, or undefined for one that the bucket does not model. */
export function operationName(request: CosRequest): OperationName | undefined {
  return request.method === "OPTIONS" ? "OptionsObject" : selectRoute(request)?.action;
}
