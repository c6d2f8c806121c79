import type { ExaminedBucket } from "./examination.ts";
import type { Finding } from "./finding.ts";
import type { Texts } from "./texts/texts.ts";
import { CHECKS, type Outcome } from "./vocabulary.ts";

const SIGNS: Readonly<Record<Outcome, string>> = { ok: "✓", wrong: "✗", note: "–" };

/** A finding as a person reads it: one line, and a second one saying what to do. */
export function renderFinding({ check, outcome, says, advice }: Finding, { checks }: Texts): string {
  const column = Math.max(...CHECKS.map((name) => columns(checks[name]))) + 2;
  const label = checks[check] + " ".repeat(column - columns(checks[check]));
  const line = `${SIGNS[outcome]} ${label}${says}`;
  return advice === undefined ? line : `${line}\n  ${" ".repeat(column)}→ ${advice}`;
}

/** The lists of domains to paste into the WeChat console. A PUT needs the request list, a form the uploadFile list. */
export function renderDomains({ host, isLocal }: ExaminedBucket, { domains }: Texts): string {
  const bucketUrl = isLocal ? "https://<bucket>-<appid>.cos.<region>.myqcloud.com" : `https://${host}`;
  const lines = [
    domains.title,
    `  ${domains.request}`,
    `    ${domains.signingServer}`,
    `    ${bucketUrl}`,
    `  ${domains.uploadFile}`,
    `    ${bucketUrl}`,
  ];
  return (isLocal ? [...lines, domains.local] : lines).join("\n");
}

/** How the examination ends. */
export function renderSummary(findings: readonly Finding[], texts: Texts): string {
  const wrong = findings.filter(({ outcome }) => outcome === "wrong").length;
  return wrong === 0 ? texts.allWell : texts.wrongCount(wrong);
}

/** The columns a terminal gives a text: two for each Chinese character. */
function columns(text: string): number {
  return [...text].reduce((sum, character) => sum + (/[\u2e80-\uffef]/.test(character) ? 2 : 1), 0);
}
