import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureProduction } from "./production.ts";
import { measurePutSign } from "./put-sign.ts";
import { measureSigning } from "./signing.ts";

measureSigning();
const directory = await mkdtemp(join(tmpdir(), "bench-"));
try {
  await measurePutSign(directory);
  await measureProduction(directory);
} finally {
  await rm(directory, { recursive: true });
}
