// npm ci, but only when the lock file has changed since the last time.

import { spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";

const folder = new URL(".", import.meta.url).pathname;
const stamp = `${folder}node_modules/.installed`;
const lock = await readFile(`${folder}package-lock.json`, "utf8");
const installed = await readFile(stamp, "utf8").catch(() => "");
if (installed !== lock) {
  const options = ["ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"];
  const { status, error } = spawnSync("npm", options, { cwd: folder, stdio: "inherit" });
  if (status !== 0) {
    console.error(`npm ci failed${error ? `: ${error.message}` : ""}. It needs npm 10 or newer and an npm registry.`);
    process.exit(1);
  }
  await writeFile(stamp, lock);
}
