// Compiles the tests and runs them with Node's own test runner.

import { build } from "esbuild";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { readdir } from "node:fs/promises";

const folder = new URL(".", import.meta.url).pathname;
const tests = (await readdir(`${folder}test`)).filter((name) => name.endsWith(".test.ts"));
const outdir = `${folder}target/test`;
await build({
  absWorkingDir: folder,
  entryPoints: tests.map((name) => `test/${name}`),
  bundle: true,
  platform: "node",
  format: "esm",
  outdir,
  outExtension: { ".js": ".mjs" },
});
const files = tests.map((name) => `${outdir}/${name.replace(/\.ts$/, ".mjs")}`);
run({ files })
  .on("test:fail", () => (process.exitCode = 1))
  .compose(new spec())
  .pipe(process.stdout);
