import type { Platform } from "./platform";
import { attempt, fieldsOf } from "./platform-values";
import type { PressureApi } from "./wechat-api";

/** Reports a weak network and short memory by WeChat's events. Base libraries without them report nothing. */
export function watchPressure(
  api: PressureApi,
  report: Parameters<NonNullable<Platform["watchPressure"]>>[0],
): () => void {
  const onWeakNetwork = (status: unknown) => {
    if (fieldsOf(status)["weakNet"] === true) report("weak_network");
  };
  const onMemoryWarning = () => report("memory_warning");
  // The events are optional, so a failure to listen must not fail the upload.
  attempt(() => api.onNetworkWeakChange?.(onWeakNetwork));
  attempt(() => api.onMemoryWarning?.(onMemoryWarning));
  return () => {
    attempt(() => api.offNetworkWeakChange?.(onWeakNetwork));
    attempt(() => api.offMemoryWarning?.(onMemoryWarning));
  };
}
