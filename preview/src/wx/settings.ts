/** Settings that the preview's server sends to the page. */
export interface PreviewSettings {
  /** Requests to this origin, which the mini program's develop build names, go to where the page came from. */
  readonly developServerUrl: string;
  /** Domains as declared in WeChat's console; `null`: none are, and project.config.json's urlCheck decides alone. */
  readonly domains: DeclaredDomains | null;
}

/** `https://sign.example.com`, by call. */
export interface DeclaredDomains {
  readonly request: readonly string[];
  readonly uploadFile: readonly string[];
}
