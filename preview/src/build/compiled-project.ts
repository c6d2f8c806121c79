/** glass-easel's template generators by path. Only glass-easel calls them, so their return type does not matter here. */
export type TemplateGenerators = Readonly<Record<string, (name: string) => never>>;

/** One page or component, ready for the host. */
export interface CompiledUnit {
  readonly path: string;
  readonly isPage: boolean;
  /** Its JSON, with `usingComponents` as paths from the root. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Prefix of its class names. `null` if its styles are shared. */
  readonly scope: string | null;
  /** Its compiled WXSS. `null` if it has none. */
  readonly css: string | null;
  /** Runs its script, which calls Page() or Component(). */
  readonly load: () => unknown;
}

/** A mini program that the build has compiled and the host can run. */
export interface CompiledProject {
  readonly app: Readonly<Record<string, unknown>>;
  /** The contents of theme.json: colours by name, for light and dark mode. */
  readonly theme: Readonly<Record<string, unknown>>;
  readonly urlCheck: boolean;
  readonly appCss: string;
  readonly loadApp: () => unknown;
  readonly templates: TemplateGenerators;
  readonly elementTemplates: TemplateGenerators;
  readonly units: readonly CompiledUnit[];
}
