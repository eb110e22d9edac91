// Serves the page with the tests' small cluster, for looking at it: node fake.mjs [PORT]

import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

const folder = new URL(".", import.meta.url).pathname;
const outfile = `${folder}target/test/fixture.mjs`;
await build({ absWorkingDir: folder, entryPoints: ["test/fixture.ts"], bundle: true, format: "esm", outfile });
const { state, metrics, roles, agentState, files } = await import(outfile);
let log = Array.from({ length: 2_000 }, (_, i) => `line ${i} of what a task wrote to its stdout\n`).join("");
setInterval(() => (log += `now ${new Date().toISOString()}\n`), 1_000).unref();

const answers = (url) => {
  const path = url.pathname.replace(/^\/agent\/[^/]+/, "/agent");
  const offset = Number(url.searchParams.get("offset") ?? -1);
  const length = Number(url.searchParams.get("length") ?? 65_536);
  switch (path) {
    case "/state":
      return state;
    case "/metrics/snapshot":
      return metrics;
    case "/roles":
      return { roles };
    case "/agent/state":
      return agentState;
    case "/agent/files/browse":
      return files;
    case "/agent/files/read":
      return offset < 0 ? { offset: log.length, data: "" } : { offset, data: log.slice(offset, offset + length) };
    default:
      return undefined;
  }
};

const port = Number(process.argv[2] ?? 5050);
createServer(async (request, response) => {
  const url = new URL(request.url, "http://fake");
  if (url.pathname === "/") {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    return response.end(await readFile(`${folder}target/classes/console/index.html`));
  }
  const answer = answers(url);
  response.statusCode = answer ? 200 : 404;
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify(answer ?? {}));
}).listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/`));
