import assert from "node:assert/strict";
import { test } from "node:test";
import {
  agentCondition,
  formatAge,
  formatBytes,
  formatMegabytes,
  frameworkCondition,
  offerRows,
  parentPath,
  pollDelay,
  sandboxDirectory,
  stateName,
  taskCounts,
  taskTables,
  usage,
} from "../src/data";
import { agentState, directory, metrics, state, task } from "./fixture";

test("splits the tasks of all frameworks into active, unreachable and completed", () => {
  const tables = taskTables(state);
  assert.equal(tables.active.length, 2);
  assert.equal(tables.unreachable.length, 1);
  assert.equal(tables.completed.length, 30);
  assert.equal(tables.active[0]?.started, 1_764_000_050, "newest first");
  assert.equal(tables.active[0]?.health, "unhealthy");
  assert.equal(tables.active[1]?.health, "healthy");
  assert.equal(tables.active[0]?.stopped, undefined);
  assert.equal(tables.completed[0]?.stopped, 1_764_000_090);
  assert.equal(tables.active[0]?.agent?.hostname, "node-1.example");
});

test("keeps the tasks of a framework that has ended", () => {
  const ended = { ...state, frameworks: [], completed_frameworks: state.frameworks };
  assert.equal(taskTables(ended).completed.length, 30);
});

test("shows a task on an agent that is gone", () => {
  const gone = taskTables({ ...state, slaves: [] }).active[0];
  assert.equal(gone?.agent, undefined);
  assert.ok(gone?.task.slave_id);
});

test("counts resources of active agents only", () => {
  assert.deepEqual(usage(state, "cpus"), { total: 16, allocated: 3.5, offered: 8, idle: 4.5 });
});

test("lists offers with their framework and agent", () => {
  const [row] = offerRows(state);
  assert.equal(row?.framework.name, "marathon");
  assert.equal(row?.agent?.hostname, "node-2.example");
});

test("counts tasks by the metrics, or by the state without them", () => {
  assert.deepEqual(new Map(taskCounts(state, metrics)).get("Finished"), 24);
  assert.deepEqual(new Map(taskCounts(state, undefined)).get("Finished"), 24);
  assert.deepEqual(new Map(taskCounts(state, undefined)).get("Running"), 2);
});

test("names what an agent and a framework are in", () => {
  const [up, , down] = state.slaves;
  assert.equal(agentCondition(up!), "Active");
  assert.equal(agentCondition(down!), "Disconnected");
  assert.equal(agentCondition({ ...up!, deactivated: true }), "Deactivated");
  assert.equal(agentCondition({ ...up!, drain_info: { state: "DRAINING" } }), "Draining");
  const framework = state.frameworks[0]!;
  assert.equal(frameworkCondition(framework), "Active");
  assert.equal(frameworkCondition({ ...framework, active: false }), "Inactive");
  assert.equal(frameworkCondition({ ...framework, connected: false }), "Disconnected");
  assert.equal(frameworkCondition({ ...framework, recovered: true, connected: false }), "Recovered");
});

test("asks less often the bigger the cluster is", () => {
  const delays = [1, 100, 500, 1_000, 5_000, 10_000, 20_000].map(pollDelay);
  assert.deepEqual(delays, [3_000, 10_000, 20_000, 60_000, 120_000, 240_000, 960_000]);
});

test("finds a sandbox by executor, running or completed", () => {
  const framework = agentState.frameworks[0]!;
  const executor = framework.executors[0]!.id;
  assert.equal(sandboxDirectory(agentState, framework.id, executor), directory);
  const ended = {
    ...agentState,
    frameworks: [],
    completed_frameworks: [{ ...framework, executors: [], completed_executors: framework.executors }],
  };
  assert.equal(sandboxDirectory(ended, framework.id, executor), directory);
  assert.equal(sandboxDirectory(agentState, framework.id, "nobody"), undefined);
});

test("writes numbers, sizes, ages and states for people", () => {
  assert.equal(formatBytes(0), "0 B");
  assert.equal(formatBytes(1_536), "1.5 KB");
  assert.equal(formatMegabytes(20), "20 MB");
  assert.equal(formatMegabytes(15_360), "15 GB");
  assert.equal(formatMegabytes(undefined), "–");
  assert.equal(formatAge(1_000, 1_030), "30 s ago");
  assert.equal(formatAge(1_000, 1_000 + 7_300), "2 h ago");
  assert.equal(formatAge(undefined, 1), "–");
  assert.equal(formatAge(2_000, 1_000), "0 s ago", "clocks differ");
  assert.equal(stateName("TASK_GONE_BY_OPERATOR"), "Gone by operator");
  assert.equal(task("x", "TASK_FAILED", 1).statuses.length, 3);
});

test("goes up one folder", () => {
  assert.equal(parentPath("/a/b/c"), "/a/b");
  assert.equal(parentPath("/a/"), "/");
});
