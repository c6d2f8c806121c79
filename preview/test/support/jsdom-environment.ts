import { TextDecoder, TextEncoder } from "node:util";
import JsdomEnvironment from "jest-environment-jsdom";

/** A jsdom environment with TextEncoder and TextDecoder, which the template compiler's WebAssembly needs. */
export default class WithTextCoders extends JsdomEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    Object.assign(this.global, { TextDecoder, TextEncoder });
  }
}
