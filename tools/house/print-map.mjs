import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { roomsTable } from "./rooms.mjs";

// Writes the map of the rooms into CONTRIBUTING.md: npm run map

const file = fileURLToPath(new URL("../../CONTRIBUTING.md", import.meta.url));
const text = readFileSync(file, "utf8");
const [before, rest] = text.split("<!-- map -->\n");
const after = rest?.split("<!-- /map -->\n")[1];
if (before === undefined || after === undefined)
  throw new Error("CONTRIBUTING.md has no <!-- map --> to write between");
writeFileSync(file, `${before}<!-- map -->\n${roomsTable()}\n<!-- /map -->\n${after}`);
