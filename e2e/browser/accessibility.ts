import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(__filename).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** Runs axe-core on a page and its frames. Returns one line for each violation. */
export async function accessibilityViolations(page: Page): Promise<readonly string[]> {
  // The debugger evaluates the script, so the page's own security policy does not block it.
  for (const frame of page.frames()) await frame.evaluate(axe);
  const violations = await page.evaluate<readonly Violation[]>("axe.run(document).then((found) => found.violations)");
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
}
