/** Prints a warning for developers. */
export function warn(message: string): void {
  // biome-ignore lint/suspicious/noConsole: WeChat shows developers the console, and frameworks print their own warnings there.
  console.warn(`cos-uploader: ${message}`);
}
