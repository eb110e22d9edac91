// What the views show, computed from what the servers said. No DOM, no network: tested by itself.

import type { Agent, AgentState, Framework, MasterState, Metrics, Offer, Resources, Task } from "./mesos";

export type Scalar = "cpus" | "gpus" | "mem" | "disk";

export interface TaskRow {
  task: Task;
  framework: Framework;
  agent: Agent | undefined;
  started: number | undefined;
  stopped: number | undefined;
  health: "healthy" | "unhealthy" | "";
}

export interface TaskTables {
  active: TaskRow[];
  unreachable: TaskRow[];
  completed: TaskRow[];
}

/** All tasks of all frameworks, newest first. */
export function taskTables(state: MasterState): TaskTables {
  const agents = new Map(state.slaves.map((agent) => [agent.id, agent]));
  const tables: TaskTables = { active: [], unreachable: [], completed: [] };
  for (const framework of [...state.frameworks, ...state.completed_frameworks]) {
    const row = (task: Task): TaskRow => taskRow(task, framework, agents.get(task.slave_id));
    tables.active.push(...(framework.tasks ?? []).map(row));
    tables.unreachable.push(...(framework.unreachable_tasks ?? []).map(row));
    tables.completed.push(...(framework.completed_tasks ?? []).map(row));
  }
  const newestFirst = (a: TaskRow, b: TaskRow) => (b.started ?? 0) - (a.started ?? 0);
  tables.active.sort(newestFirst);
  tables.unreachable.sort(newestFirst);
  tables.completed.sort((a, b) => (b.stopped ?? 0) - (a.stopped ?? 0));
  return tables;
}

function taskRow(task: Task, framework: Framework, agent: Agent | undefined): TaskRow {
  const statuses = task.statuses ?? [];
  const running = statuses.find((status) => status.state === "TASK_RUNNING");
  const last = statuses[statuses.length - 1];
  return {
    task,
    framework,
    agent,
    started: (running ?? statuses[0])?.timestamp,
    stopped: isTerminal(task.state) ? last?.timestamp : undefined,
    health: last?.healthy === undefined ? "" : last.healthy ? "healthy" : "unhealthy",
  };
}

const terminal = new Set([
  "TASK_FINISHED",
  "TASK_FAILED",
  "TASK_KILLED",
  "TASK_ERROR",
  "TASK_LOST",
  "TASK_DROPPED",
  "TASK_GONE",
  "TASK_GONE_BY_OPERATOR",
]);

export function isTerminal(state: string): boolean {
  return terminal.has(state);
}

/** "TASK_RUNNING" as "Running". */
export function stateName(state: string): string {
  const words = state.replace(/^TASK_/, "").replaceAll("_", " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export interface OfferRow {
  offer: Offer;
  framework: Framework;
  agent: Agent | undefined;
}

export function offerRows(state: MasterState): OfferRow[] {
  const agents = new Map(state.slaves.map((agent) => [agent.id, agent]));
  return state.frameworks.flatMap((framework) =>
    (framework.offers ?? []).map((offer) => ({ offer, framework, agent: agents.get(offer.slave_id) })),
  );
}

export interface Usage {
  total: number;
  allocated: number;
  offered: number;
  idle: number;
}

/** How much of a resource the cluster has, and who holds it. */
export function usage(state: MasterState, scalar: Scalar): Usage {
  const live = state.slaves.filter((agent) => agent.active);
  const sum = (of: (agent: Agent) => Partial<Resources> | undefined) =>
    live.reduce((all, agent) => all + (of(agent)?.[scalar] ?? 0), 0);
  const total = sum((agent) => agent.resources);
  const allocated = sum((agent) => agent.used_resources);
  const offered = sum((agent) => agent.offered_resources);
  return { total, allocated, offered, idle: Math.max(0, total - allocated - offered) };
}

export function agentCondition(agent: Agent): string {
  const drain = agent.drain_info?.state;
  if (drain) return stateName(drain);
  if (agent.deactivated) return "Deactivated";
  return agent.active ? "Active" : "Disconnected";
}

export function frameworkCondition(framework: Framework): string {
  if (framework.unregistered_time) return "Completed";
  if (framework.recovered) return "Recovered";
  if (!framework.connected) return "Disconnected";
  return framework.active ? "Active" : "Inactive";
}

export function frameworkRoles(framework: Framework): string {
  return framework.roles ? framework.roles.join(", ") : (framework.role ?? "*");
}

const counted = ["staging", "starting", "running", "killing", "finished", "failed", "killed", "lost", "error", "unreachable"];

/** Task counts by state from the master's metrics; without them, from its state. */
export function taskCounts(state: MasterState, metrics: Metrics | undefined): [string, number][] {
  if (metrics && "master/tasks_running" in metrics) {
    return counted.map((name) => [stateName(name.toUpperCase()), metrics[`master/tasks_${name}`] ?? 0]);
  }
  const counts = new Map<string, number>(counted.map((name) => [`TASK_${name.toUpperCase()}`, 0]));
  const tables = taskTables(state);
  for (const row of [...tables.active, ...tables.unreachable, ...tables.completed]) {
    counts.set(row.task.state, (counts.get(row.task.state) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => [stateName(name), count]);
}

/** How long to wait before asking for the state again: the bigger the cluster, the longer. */
export function pollDelay(agents: number): number {
  const steps: [number, number][] = [
    [100, 3],
    [500, 10],
    [1_000, 20],
    [5_000, 60],
    [10_000, 120],
    [15_000, 240],
    [20_000, 480],
  ];
  const step = steps.find(([limit]) => agents < limit);
  return (step ? step[1] : 960) * 1_000;
}

export function formatNumber(value: number | undefined): string {
  return value === undefined ? "–" : String(Math.round(value * 1_000) / 1_000);
}

/** Megabytes, as Mesos counts memory and disk. */
export function formatMegabytes(megabytes: number | undefined): string {
  return megabytes === undefined ? "–" : formatBytes(megabytes * 1_048_576);
}

export function formatBytes(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB", "PB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1_024 && unit < units.length - 1) {
    value /= 1_024;
    unit++;
  }
  return `${value >= 100 || Number.isInteger(value) ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

export function formatResource(scalar: Scalar, value: number | undefined): string {
  return scalar === "mem" || scalar === "disk" ? formatMegabytes(value) : formatNumber(value);
}

/** How long ago, in words as short as "5 min". */
export function formatAge(seconds: number | undefined, now: number): string {
  if (!seconds) return "–";
  const age = Math.max(0, now - seconds);
  if (age < 60) return `${Math.floor(age)} s ago`;
  if (age < 3_600) return `${Math.floor(age / 60)} min ago`;
  if (age < 86_400) return `${Math.floor(age / 3_600)} h ago`;
  return `${Math.floor(age / 86_400)} d ago`;
}

/** Where an executor's sandbox is on its agent; a command task's executor has the task's id. */
export function sandboxDirectory(agent: AgentState, frameworkId: string, executorId: string): string | undefined {
  for (const framework of [...agent.frameworks, ...agent.completed_frameworks]) {
    if (framework.id !== frameworkId) continue;
    for (const executor of [...framework.executors, ...framework.completed_executors]) {
      if (executor.id === executorId) return executor.directory;
    }
  }
  return undefined;
}

export function parentPath(path: string): string {
  return path.replace(/\/+$/, "").replace(/\/[^/]*$/, "") || "/";
}

export function baseName(path: string): string {
  return path.replace(/\/+$/, "").replace(/^.*\//, "");
}
