import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureConfirm } from "./confirm.ts";
import { measureListCalls } from "./list-calls.ts";
import { measureProduction } from "./production.ts";
import { measurePutSign } from "./put-sign.ts";
import { measureSigning } from "./signing.ts";

async function measureAll(): Promise<void> {
  measureSigning();
  const directory = await mkdtemp(join(tmpdir(), "bench-"));
  try {
    await measurePutSign(directory);
    await measureProduction(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

if (process.argv[2] === "list-calls") await measureListCalls();
else if (process.argv[2] === "confirm") await measureConfirm();
else await measureAll();
