import { createRequire } from "node:module";

// miniprogram-ci logs every step, and that it could not reach WeChat. It throws whatever it rejects in the program.
for (const name of ["log", "info", "warn", "error"]) console[name] = () => {};

export const ci = createRequire(import.meta.url)("miniprogram-ci");

/** Opens a mini program without an account, a key or a network. */
export function openProject(projectPath) {
  return new ci.Project({
    appid: "touristappid",
    type: "miniProgram",
    projectPath,
    // The key would sign an upload, and there is no upload.
    privateKey: "none",
    ignores: ["node_modules/**/*"],
    // miniprogram-ci 2.1.42 reads this instead of asking WeChat's server for the limits of a real appid. It is undocumented, so
    // package.json pins the exact version.
    attr: async () => ci.DefaultProjectAttr,
  });
}

/**
 * Compiles a mini program as an upload does, to ES5 and minified.
 *
 * @returns the content of each file of the compiled package
 */
export function compile(projectPath) {
  const setting = { es6: true, minify: true };
  const project = openProject(projectPath);
  return ci.getCompiledResult({ project, version: "0.0.0", setting, onProgressUpdate: () => {} });
}
