import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

const SUFFIX = ".svg?icon";

/**
 * Lets a component import an icon as data: `import tick from "….svg?icon"`.
 * Icons are drawn from path data, so no markup is ever inserted and the strict
 * content security policy needs no exception for images.
 */
export function iconPaths(): Plugin {
  return {
    name: "icon-paths",
    enforce: "pre",
    load(id) {
      if (!id.endsWith(SUFFIX)) return null;
      const svg = readFileSync(id.slice(0, -"?icon".length), "utf8");
      const box = /viewBox="([^"]+)"/.exec(svg)?.[1];
      const paths = [...svg.matchAll(/ d="([^"]+)"/g)].map((match) => match[1]);
      if (!box || paths.length === 0) this.error(`No paths in ${id}`);
      return `export default ${JSON.stringify({ box, paths })}`;
    },
  };
}
