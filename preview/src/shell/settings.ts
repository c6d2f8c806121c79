import type { DeclaredDomains, PreviewSettings } from "../wx/settings.ts";

/** Reads the settings that the server wrote into the page. @throws Error if there are none */
export function readSettings(): PreviewSettings {
  const text = document.getElementById("preview-settings")?.textContent;
  if (!text) throw new Error("The page contains no settings");
  const settings: { developServerUrl: string | null; domains: DeclaredDomains | null } = JSON.parse(text);
  return settings;
}
