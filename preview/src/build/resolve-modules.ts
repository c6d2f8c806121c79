import { existsSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import type { Plugin } from "esbuild";

/**
 * Resolves `require` of packages in a mini program's scripts as WeChat does: only in the folders miniprogram_npm, which DevTools' "Build
 * npm" creates. A path that starts with a slash begins at the mini program's root.
 * https://developers.weixin.qq.com/miniprogram/dev/devtools/npm.html
 */
export function resolveModules(root: string): Plugin {
  return {
    name: "mini program modules",
    setup(plugin) {
      plugin.onResolve({ filter: /^[^.]/ }, ({ path, importer, kind, namespace, resolveDir }) => {
        if (kind === "entry-point" || (isAbsolute(path) && existsFile(path))) return undefined;
        const places = path.startsWith("/")
          ? [join(root, path)]
          : npmFolders(root, namespace === "file" ? dirname(importer) : resolveDir).map((npm) => join(npm, path));
        const found = places.flatMap(filesOf).find(existsFile);
        if (found !== undefined) return { path: found };
        return { errors: [{ text: `Could not resolve "${path}": ${advice(path)}` }] };
      });
    },
  };
}

/** Returns the folders to search for npm packages, nearest first. */
function npmFolders(root: string, folder: string): readonly string[] {
  const isInside = folder === root || folder.startsWith(root.endsWith(sep) ? root : root + sep);
  if (!isInside) return [];
  const steps = relative(root, folder).split(sep).filter(Boolean);
  return [...steps.keys(), steps.length]
    .reverse()
    .map((count) => join(root, ...steps.slice(0, count), "miniprogram_npm"));
}

function filesOf(path: string): readonly string[] {
  return [path, `${path}.js`, `${path}.ts`, join(path, "index.js"), join(path, "index.ts")];
}

function existsFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function advice(path: string): string {
  if (path.startsWith("/")) return "there is no such file in the mini program";
  return "there is no such package in miniprogram_npm. Install it, then run Build npm in DevTools";
}
