/** glass-easel's generators by path. Nobody but glass-easel calls them, so what they give is left open. */
export type TemplateGenerators = Readonly<Record<string, (name: string) => never>>;

/** One page or component, ready for the host. */
export interface CompiledUnit {
  readonly path: string;
  readonly isPage: boolean;
  /** Its JSON, with `usingComponents` as paths from the root. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Before its class names, if its styles are its own. */
  readonly scope: string | null;
  /** `null` where it has no WXSS. */
  readonly css: string | null;
  /** Runs its script, which calls Page() or Component(). */
  readonly load: () => unknown;
}

/** A mini program as the build makes it and the host runs it. */
export interface CompiledProject {
  readonly app: Readonly<Record<string, unknown>>;
  /** theme.json: colours by name, for light and dark. */
  readonly theme: Readonly<Record<string, unknown>>;
  readonly urlCheck: boolean;
  readonly appCss: string;
  readonly loadApp: () => unknown;
  readonly templates: TemplateGenerators;
  readonly elementTemplates: TemplateGenerators;
  readonly units: readonly CompiledUnit[];
}
