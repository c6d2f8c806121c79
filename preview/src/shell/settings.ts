import type { DeclaredDomains, PreviewSettings } from "../wx/settings.ts";

/** What the server wrote into the page. @throws Error if it did not */
export function readSettings(): PreviewSettings {
  const text = document.getElementById("preview-settings")?.textContent;
  if (!text) throw new Error("the page holds no settings");
  const settings: { developServerUrl: string; domains: DeclaredDomains | null } = JSON.parse(text);
  return settings;
}
