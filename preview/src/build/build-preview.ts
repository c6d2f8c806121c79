import { bundleProject } from "./bundle.ts";
import { compileProject } from "./compile-project.ts";
import { pageParts } from "./page-parts.ts";
import type { Problem } from "./problem.ts";

/** The result of one build. */
export interface PreviewBuild {
  /** File contents by name. Empty if the project has problems. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly problems: readonly Problem[];
  /** The folder of app.json. The page may show its images. */
  readonly root: string;
}

/** Builds a mini program for the browser, in memory. A warning counts as a problem. A project with problems yields no files. */
export async function buildPreview(projectDirectory: string): Promise<PreviewBuild> {
  const project = compileProject(projectDirectory);
  const { root } = project;
  if (project.problems.length > 0) return { files: new Map(), problems: project.problems, root };
  const { files, problems } = await bundleProject(project, projectDirectory);
  return { files: problems.length > 0 ? new Map() : new Map([...(await pageParts()), ...files]), problems, root };
}
