/**
 * Types of `<cos-uploader>` in JSX, for Taro with React. Import the file once, or list it in `compilerOptions.types` of tsconfig.json.
 *
 * @example
 * import type {} from "wx-cos-uploader/react";
 * <cos-uploader serverUrl={SERVER_URL} onSuccess={({ detail }) => save(detail.file)} />
 */
import type { CosUploaderAttributes } from "./attributes";

/** The properties and events of `<cos-uploader>` in JSX. */
export interface CosUploaderProps extends CosUploaderAttributes {
  readonly className?: string | undefined;
  readonly children?: unknown;
  readonly key?: string | number | null | undefined;
  readonly ref?: unknown;
}

// React 19 looks up elements in the module, React 18 in the global namespace too.
declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "cos-uploader": CosUploaderProps;
    }
  }
}

declare global {
  namespace JSX {
    interface IntrinsicElements {
      "cos-uploader": CosUploaderProps;
    }
  }
}
