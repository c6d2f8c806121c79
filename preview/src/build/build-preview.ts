import { bundleProject } from "./bundle.ts";
import { compileProject } from "./compile-project.ts";
import type { Problem } from "./problem.ts";

export interface PreviewBuild {
  /** File contents by name; none if the project has problems. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly problems: readonly Problem[];
  /** The folder of app.json, whose images the page may show. */
  readonly root: string;
}

/** Builds a mini program for the browser, in memory. Warnings count as problems, and a project with problems gives no files. */
export async function buildPreview(projectDirectory: string): Promise<PreviewBuild> {
  const project = compileProject(projectDirectory);
  const { root } = project;
  if (project.problems.length > 0) return { files: new Map(), problems: project.problems, root };
  const { files, problems } = await bundleProject(project, projectDirectory);
  return { files: problems.length > 0 ? new Map() : files, problems, root };
}
