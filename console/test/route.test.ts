import assert from "node:assert/strict";
import { test } from "node:test";
import { link, parseRoute, serverBase } from "../src/route";

test("reads the routes of Mesos's own page", () => {
  const cases: [string, object][] = [
    ["", { view: "home" }],
    ["#/", { view: "home" }],
    ["#/agents", { view: "agents" }],
    ["#/slaves/S1", { view: "agent", agent: "S1" }],
    ["#/agents/S1/frameworks/F1", { view: "agentFramework", agent: "S1", framework: "F1" }],
    ["#/agents/S1/frameworks/F1/executors/e%2F1", { view: "executor", agent: "S1", framework: "F1", executor: "e/1" }],
    ["#/agents/S1/frameworks/F1/executors/e/browse", { view: "sandbox", agent: "S1", framework: "F1", executor: "e" }],
    [
      "#/agents/S1/frameworks/F1/executors/e/tasks/t/browse",
      { view: "sandbox", agent: "S1", framework: "F1", executor: "e" },
    ],
    ["#/agents/S1/browse?path=%2Fa%20b", { view: "browse", agent: "S1", path: "/a b" }],
    ["#/agents/S1/tail?path=%2Fa%2Fstdout", { view: "tail", agent: "S1", path: "/a/stdout" }],
    ["#/frameworks/F1", { view: "framework", framework: "F1" }],
    ["#/roles", { view: "roles" }],
    ["#/offers", { view: "offers" }],
    ["#/nonsense", { view: "unknown", hash: "#/nonsense" }],
    ["#/agents/S1/nonsense", { view: "unknown", hash: "#/agents/S1/nonsense" }],
  ];
  for (const [hash, route] of cases) assert.deepEqual(parseRoute(hash), route, hash);
});

test("leads back to where its links point", () => {
  assert.deepEqual(parseRoute(link.browse("S1", "/a b/ä?&c")), { view: "browse", agent: "S1", path: "/a b/ä?&c" });
  assert.deepEqual(parseRoute(link.sandbox("S1", "F", "e/1")), {
    view: "sandbox",
    agent: "S1",
    framework: "F",
    executor: "e/1",
  });
});

test("finds the master's routes wherever the page lies", () => {
  assert.equal(serverBase("/"), "/");
  assert.equal(serverBase("/master"), "/");
  assert.equal(serverBase("/master/"), "/");
  assert.equal(serverBase("/mesos/"), "/mesos/");
  assert.equal(serverBase("/proxy/mesos/master/"), "/proxy/mesos/");
  assert.equal(serverBase("/mesos/index.html"), "/mesos/");
});
