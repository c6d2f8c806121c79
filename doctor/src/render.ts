import type { IdentityPolicies } from "@wx-cos-upload/server/advanced";
import type { ExaminedBucket } from "./examination.ts";
import type { Finding } from "./finding.ts";
import type { Texts } from "./texts/texts.ts";
import { CHECKS, type Outcome } from "./vocabulary.ts";

const SIGNS: Readonly<Record<Outcome, string>> = { ok: "✓", wrong: "✗", note: "–" };

/** Renders a finding as one line, and its advice as a second one. */
export function renderFinding({ check, outcome, message, advice }: Finding, { checks }: Texts): string {
  const column = Math.max(...CHECKS.map((name) => columns(checks[name]))) + 2;
  const label = checks[check] + " ".repeat(column - columns(checks[check]));
  const line = `${SIGNS[outcome]} ${label}${message}`;
  return advice === undefined ? line : `${line}\n  ${" ".repeat(column)}→ ${advice}`;
}

/**
 * Renders the domains to paste into the WeChat console. A PUT needs the request list, a form upload the uploadFile list, and saving an object on
 * the phone the downloadFile list.
 *
 * @param readingHost the host that objects are read from, if it is not the bucket's
 */
export function renderDomains(
  { host, isLocal }: ExaminedBucket,
  { domains }: Texts,
  readingHost: string | undefined,
): string {
  const bucketUrl = isLocal ? "https://<bucket>-<appid>.cos.<region>.myqcloud.com" : `https://${host}`;
  const readingUrl = readingHost === undefined ? bucketUrl : `https://${readingHost}`;
  const lines = [
    domains.title,
    `  ${domains.request}`,
    `    ${domains.signingServer}`,
    `    ${bucketUrl}`,
    ...(readingUrl === bucketUrl ? [] : [`    ${readingUrl}`]),
    `  ${domains.uploadFile}`,
    `    ${bucketUrl}`,
    `  ${domains.downloadFile}`,
    `    ${readingUrl}`,
  ];
  return (isLocal ? [...lines, domains.local] : lines).join("\n");
}

/** Renders the CAM policies to paste into the CAM console, one line each. */
export function renderPolicies(identities: IdentityPolicies, { policies }: Texts): string {
  const names = ["upload", "service", "reading"] as const;
  return names.flatMap((name) => [policies[name], `  ${JSON.stringify(identities[name])}`]).join("\n");
}

/** Renders the last line of the report. */
export function renderSummary(findings: readonly Finding[], texts: Texts): string {
  const wrong = findings.filter(({ outcome }) => outcome === "wrong").length;
  return wrong === 0 ? texts.allWell : texts.wrongCount(wrong);
}

/** The width of a text in a terminal, where each Chinese character takes two columns. */
function columns(text: string): number {
  return [...text].reduce((sum, character) => sum + (/[\u2e80-\uffef]/.test(character) ? 2 : 1), 0);
}
