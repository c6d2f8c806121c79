import type { SizeLimit } from "./components/cos-uploader/list/size-limit";

/** Which build of the mini program runs: in DevTools or previewed, on trial, or published. */
export type EnvVersion = "develop" | "trial" | "release";

/**
 * The signing server's address, by build. Put yours here.
 *
 * 127.0.0.1 is this computer, so it works only in DevTools. A phone needs the computer's address in the same network.
 * Trial and release builds need https and a host in the mini program's list of request domains.
 */
export const SERVER_URLS: Readonly<Record<EnvVersion, string>> = {
  develop: "http://127.0.0.1:3000",
  trial: "https://sign-trial.example.com",
  release: "https://sign.example.com",
};

/** Most files in the list. */
export const MAX_FILES = 9;

/** The signing server's default limits (its UPLOAD_MAX_BYTES). The component rejects larger files before it sends a request. */
export const SIZE_LIMIT: SizeLimit = { image: { size: 20, unit: "MB" }, video: { size: 1, unit: "GB" } };
