/** Whether an error is the system's with a code: `ENOENT`. */
export function isSystemError(error: unknown, ...codes: readonly string[]): boolean {
  return typeof error === "object" && error !== null && "code" in error && codes.some((code) => code === error.code);
}
