#!/usr/bin/env node
import { runCommand } from "./run-command.ts";

const result = await runCommand({
  arguments: process.argv.slice(2),
  workingDirectory: process.cwd(),
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
});
if (typeof result === "number") process.exitCode = result;
else for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, result.close);
