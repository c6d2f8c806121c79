import { ROOMS } from "./tools/house/rooms.mjs";

const escapeRegExp = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
const startsWith = (path) => (/\.\w+$/.test(path) ? `^${escapeRegExp(path)}$` : `^${escapeRegExp(path)}/`);
const isRoomOrFile = (name) =>
  /^(shared|server|development|doctor|local-cloud|miniprogram|preview|api-docs)\//.test(name);

/** One rule for the files of a room that are in no room within it. */
function rulesOf({ path, imports }) {
  const inner = ROOMS.filter((other) => other.path.startsWith(`${path}/`)).map((other) => startsWith(other.path));
  const files = imports.filter(isRoomOrFile);
  const packages = imports.filter((name) => !isRoomOrFile(name) && !/^node(:|$)/.test(name));
  const modules = imports.filter((name) => name.startsWith("node:")).map((name) => `^${escapeRegExp(name.slice(5))}$`);
  const from = { path: startsWith(path), pathNot: inner };
  const own = [
    startsWith(path),
    ...files.map(startsWith),
    ...packages.map((name) => `(?:^|/)node_modules/${escapeRegExp(name)}/`),
  ];
  const comment = `${path} may import ${imports.join(", ") || "nothing"} besides its own files: tools/house/rooms.mjs`;
  const rules = [
    {
      name: `room:${path}`,
      comment,
      severity: "error",
      from,
      to: { pathNot: own, dependencyTypesNot: ["core"], couldNotResolve: false },
    },
  ];
  if (imports.includes("node")) return rules;
  return [
    ...rules,
    { name: `node:${path}`, comment, severity: "error", from, to: { dependencyTypes: ["core"], pathNot: modules } },
  ];
}

export default {
  forbidden: [
    {
      name: "no-circle",
      comment: "Two files that need each other are one file, or lack a third.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-unresolved",
      comment: "Every import names a file, or a package that is installed.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^virtual:" },
    },
    ...ROOMS.flatMap(rulesOf),
  ],
  options: {
    parser: "swc",
    // Types count too: a circle of types is a circle.
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: ["/dist/", "\\.css$"] },
    enhancedResolveOptions: {
      conditionNames: ["source", "import", "default"],
      exportsFields: ["exports"],
      extensions: [".ts", ".js", ".mjs", ".json"],
    },
  },
};
