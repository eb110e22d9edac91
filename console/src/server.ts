// Requests to the master, and through it to its agents: the browser needs to reach the master only.

import type { AgentState, FileInfo, MasterState, Metrics, Role } from "./mesos";
import { serverBase } from "./route";

export class Refused extends Error {
  constructor(readonly status: number, text: string) {
    super(text);
  }
}

export class NotLeader extends Error {}

// With its origin: a relative path has the user and password that the page's own address may name, and fetch refuses those.
const base = () => location.origin + serverBase(location.pathname);

async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const patience = AbortSignal.timeout(60_000);
  const response = await fetch(base() + path, {
    redirect: "manual",
    headers: { Accept: "application/json" },
    signal: signal ? AbortSignal.any([signal, patience]) : patience,
  });
  if (response.type === "opaqueredirect") throw new NotLeader();
  if (!response.ok) {
    const text = (await response.text()).slice(0, 300);
    throw new Refused(response.status, text || `${response.status} ${response.statusText}`);
  }
  return (await response.json()) as T;
}

const query = (values: Record<string, string | number>) =>
  new URLSearchParams(Object.entries(values).map(([name, value]) => [name, String(value)])).toString();

const onAgent = (agent: string, path: string) => `agent/${encodeURIComponent(agent)}/${path}`;

export const server = {
  state: (signal?: AbortSignal) => get<MasterState>("state", signal),
  metrics: (signal?: AbortSignal) => get<Metrics>("metrics/snapshot", signal),
  roles: (signal?: AbortSignal) => get<{ roles: Role[] }>("roles", signal),
  agentState: (agent: string, signal?: AbortSignal) => get<AgentState>(onAgent(agent, "state"), signal),
  browse: (agent: string, path: string, signal?: AbortSignal) =>
    get<FileInfo[]>(onAgent(agent, `files/browse?${query({ path })}`), signal),
  read: (agent: string, path: string, offset: number, length: number, signal?: AbortSignal) =>
    get<{ offset: number; data: string }>(
      onAgent(agent, `files/read?${query(length < 0 ? { path, offset } : { path, offset, length })}`),
      signal,
    ),
  downloadUrl: (agent: string, path: string) => base() + onAgent(agent, `files/download?${query({ path })}`),
  leaderUrl: () => base() + "redirect",
};
