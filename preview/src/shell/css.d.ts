/** esbuild bundles imported styles to one file beside the script. */
declare module "*.css";
