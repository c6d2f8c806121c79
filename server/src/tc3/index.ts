export { type Tc3Authorization, type Tc3Input, tc3Authorize } from "./tc3-authorization.ts";
