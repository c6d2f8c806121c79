import { bundleProject } from "../build/bundle.ts";
import { compileUnit } from "../build/compile-project.ts";
import { formatProblem } from "../build/problem.ts";

// Compiles one page or component for mount(), which runs in jsdom, where esbuild can't run. Prints JSON: a script that defines the
// variable `previewProject`, and the problems. Arguments: the root, the path from it, and `page` or `component`.
const [root = "", path = "", kind = "component"] = process.argv.slice(2);
const project = compileUnit(root, path, kind === "page");
const { files, problems } =
  project.problems.length > 0 ? { files: new Map(), problems: project.problems } : await bundleProject(project, root);
const code = new TextDecoder().decode(files.get("project.js"));
process.stdout.write(JSON.stringify({ code, problems: problems.map(formatProblem) }));
