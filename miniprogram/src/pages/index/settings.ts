import type { UploadMethod } from "../../uploader/index";

export type SwitchName = "checkIntegrity" | "compress";

/** The methods that the page offers. Large files are sent in parts by `auto`. */
export type OfferedMethod = Exclude<UploadMethod, "multipart">;

/** How the next files are sent. */
export type Settings = { readonly method: OfferedMethod } & Readonly<Record<SwitchName, boolean>>;

export const INITIAL_SETTINGS: Settings = { method: "auto", checkIntegrity: false, compress: false };

export const METHODS: readonly OfferedMethod[] = ["auto", "put", "post"];
export const SWITCHES: readonly SwitchName[] = ["checkIntegrity", "compress"];

/** The settings after the user chose a method. COS cannot check a form's bytes, so the form turns the check off. */
export function withMethod(settings: Settings, method: OfferedMethod): Settings {
  return { ...settings, method, checkIntegrity: settings.checkIntegrity && method !== "post" };
}

/** The settings after the user tapped a switch. COS cannot check a form's bytes, so turning the check on replaces the form by `auto`. */
export function withSwitch(settings: Settings, name: SwitchName): Settings {
  const isOn = !settings[name];
  const method = name === "checkIntegrity" && isOn && settings.method === "post" ? "auto" : settings.method;
  return { ...settings, method, [name]: isOn };
}
