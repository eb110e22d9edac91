// Bundles the page into one file, console/index.html: it works below any path, /master/ too.

import { build } from "esbuild";
import { mkdir, readFile, writeFile } from "node:fs/promises";

const folder = new URL(".", import.meta.url).pathname;
const target = `${folder}target/classes/console`;

const bundle = async (entry) => {
  const result = await build({
    absWorkingDir: folder,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    jsx: "automatic",
    jsxImportSource: "preact",
  });
  return result.outputFiles[0].text.trim();
};

const [script, style, page] = await Promise.all([
  bundle("src/main.tsx"),
  bundle("src/page.css"),
  readFile(`${folder}src/index.html`, "utf8"),
]);
const html = page
  .replace("/*STYLE*/", () => style)
  .replace("/*SCRIPT*/", () => script.replaceAll("</script", "<\\/script"));
await mkdir(target, { recursive: true });
await writeFile(`${target}/index.html`, html);
