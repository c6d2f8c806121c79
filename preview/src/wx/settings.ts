/** Settings that the preview's server sends to the page. */
export interface PreviewSettings {
  /** The server URL in the mini program's develop build. Requests to its origin go to the page's own origin. `null` for none. */
  readonly developServerUrl: string | null;
  /** Domains as declared in WeChat's console. If `null`, urlCheck in project.config.json alone decides. */
  readonly domains: DeclaredDomains | null;
}

/** Origins that each call may use: `https://sign.example.com`. */
export interface DeclaredDomains {
  readonly request: readonly string[];
  readonly uploadFile: readonly string[];
  /** @default none */
  readonly downloadFile?: readonly string[];
}
