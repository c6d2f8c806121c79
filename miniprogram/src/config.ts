/** Which build of the mini program runs: in DevTools or previewed, on trial, or published. */
export type EnvVersion = "develop" | "trial" | "release";

/**
 * The signing server's address, by build. The one place to put yours in.
 *
 * 127.0.0.1 is this computer, so it works in DevTools only; a phone needs the computer's address in the same network.
 * Trial and release need https and a host in the mini program's list of request domains.
 */
export const SERVER_URLS: Readonly<Record<EnvVersion, string>> = {
  develop: "http://127.0.0.1:3000",
  trial: "https://sign-trial.example.com",
  release: "https://sign.example.com",
};

/** Most photos or videos picked at a time. WeChat takes 9, and 20 from base library 2.25.0. */
export const MAX_PICKED_FILES = 9;

/** Most uploads at a time. PUT holds each file in memory, and WeChat runs at most 10 transfers. */
export const MAX_RUNNING_UPLOADS = 2;
