/** The mini program, as build/bundle.ts writes it. */
declare module "virtual:project" {
  export const project: import("../build/compiled-project.ts").CompiledProject;
}

declare module "*.css";
