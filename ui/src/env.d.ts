/// <reference types="svelte" />
/// <reference types="vite/client" />

declare module "*.svg?icon" {
  import type { IconShape } from "./lib/icons";
  const icon: IconShape;
  export default icon;
}
