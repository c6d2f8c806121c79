import { fileURLToPath } from "node:url";
import { type Credentials, formatKeyTime, signedUrl } from "@wx-cos-upload/cos-signature";
import { createPreview, formatProblem, type Preview } from "wx-miniprogram-preview";

/** The folder of project.config.json. */
const PROJECT_DIRECTORY = fileURLToPath(new URL("../..", import.meta.url));

/** Validity of the preview's link to an object. */
const OPEN_LINK_SECONDS = 300;

/** Creates the preview of the mini program, which shows edits at once. */
export function openPreview(host: string, credentials: Credentials): Preview {
  const signGet = (objectKey: string) => {
    const nowSeconds = Math.floor(Date.now() / 1000);
    const keyTime = formatKeyTime({ startSeconds: nowSeconds - 60, endSeconds: nowSeconds + OPEN_LINK_SECONDS });
    return signedUrl({ scheme: "http", host, objectKey, credentials, keyTime });
  };
  return createPreview({
    projectDirectory: PROJECT_DIRECTORY,
    watch: true,
    developServerUrl: "http://127.0.0.1:3000",
    bucket: { origin: `http://${host}`, signGet },
    onProblems: (problems) =>
      process.stderr.write(`The mini program does not compile:\n  ${problems.map(formatProblem).join("\n  ")}\n`),
  });
}
