import { TextDecoder, TextEncoder } from "node:util";
import JsdomEnvironment from "jest-environment-jsdom";

/** jsdom, with what the template compiler's WebAssembly needs besides. */
export default class WithTextCoders extends JsdomEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    Object.assign(this.global, { TextDecoder, TextEncoder });
  }
}
