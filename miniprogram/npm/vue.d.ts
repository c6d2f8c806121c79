/**
 * Types of `<cos-uploader>` in Vue templates, for uni-app and for Taro with Vue. List the file in `compilerOptions.types` of
 * tsconfig.json: `"types": ["wx-cos-uploader/vue"]`.
 */
import type { CosUploaderAttributes } from "./attributes";

/** The properties and events of `<cos-uploader>` in a template. */
export type CosUploaderProps = CosUploaderAttributes;

declare module "vue" {
  interface GlobalComponents {
    CosUploader: new () => { $props: CosUploaderProps };
  }
}
