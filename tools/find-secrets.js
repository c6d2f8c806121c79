import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * Fails if a file, such as the output of all tests, contains a secret that the tests use: `node tools/find-secrets.js <file>`.
 * A secret is any value that a test file assigns to a name such as `secretKey` or `password`. Prints only the name, never the value.
 */
const NAMED_SECRET =
  /\b(\w*(?:secret_?key|secret|owner_?key|session_?keys?|password|security_?token))["']?\s*[:=]\s*"([^"\s]{8,})"/gi;

const [outputFile] = process.argv.slice(2);
if (outputFile === undefined) throw new Error("Name a file to search: node tools/find-secrets.js <file>");
const output = readFileSync(outputFile, "utf8");
const files = execFileSync("git", ["ls-files", "*.ts"], { encoding: "utf8" }).split("\n");
const sources = files.filter((file) => /(?:^|\/)test\/|^e2e\/|defaults\.ts$/.test(file));

let secrets = 0;
for (const file of sources) {
  for (const [, name, value] of readFileSync(file, "utf8").matchAll(NAMED_SECRET)) {
    secrets += 1;
    if (!output.includes(value)) continue;
    process.stderr.write(`The output of the tests contains a secret: ${name} of ${file}\n`);
    process.exitCode = 1;
  }
}
if (secrets < 10) throw new Error(`Found only ${secrets} secrets in the tests; the search must be broken`);
