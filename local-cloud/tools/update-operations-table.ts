import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DOCUMENTS, withTable } from "./operations-table.ts";

for (const { path, headings } of DOCUMENTS) {
  const file = join(import.meta.dirname, "../..", path);
  writeFileSync(file, withTable(readFileSync(file, "utf8"), headings));
}
