export type { PreviewBuild } from "./build/build-preview.ts";
export { compileProject, type ProjectToLoad, type UnitToLoad } from "./build/compile-project.ts";
export type { CompiledProject, CompiledUnit } from "./build/compiled-project.ts";
export { formatProblem, type Problem } from "./build/problem.ts";
export type { PreviewBucket } from "./serve/bucket-view.ts";
export { createPreview, type Preview, type PreviewOptions } from "./serve/create-preview.ts";
