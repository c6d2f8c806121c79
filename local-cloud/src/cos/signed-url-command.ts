import dotenv from "dotenv";
import { EnvironmentError } from "./environment.ts";
import { localSignedUrl } from "./signed-url.ts";

dotenv.config({ quiet: true });
const [objectKey] = process.argv.slice(2);
if (objectKey === undefined) {
  process.stderr.write("Name an object key: npm run --silent signed-url -- uploads/20261123/….jpg\n");
  process.exitCode = 2;
} else {
  try {
    process.stdout.write(`${localSignedUrl(objectKey, process.env, Date.now())}\n`);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
