import type { Authorize } from "../../../uploader/index";
import type { PageHooks } from "../hooks/page-hooks";
import type { PropertyValues } from "./properties";

/** The functions that the page set by methods, because its framework passes none as properties. */
export interface PageFunctions {
  readonly authorize?: Authorize;
  readonly hooks?: PageHooks;
}

/** The properties, with the page's functions in the place of those that are properties. */
export function withFunctions(given: PropertyValues, { authorize, hooks }: PageFunctions): PropertyValues {
  return {
    ...given,
    ...(authorize && { authorize }),
    ...(hooks && { beforeAdd: null, prepare: null, beforeRemove: null, ...hooks }),
  };
}
