// A small cluster as the servers' field tables describe it (mesos.md §5.4).

import type { AgentState, FileInfo, MasterState, Metrics, Resources, Role, Task } from "../src/mesos";

const master = "4f1b3f4e-8f60-4c67-9d3c-0a6a5c2f7d11";
const start = 1_764_000_000;

export const resources = (cpus: number, mem: number, disk = 0): Resources => ({ cpus, gpus: 0, mem, disk });

export function task(id: string, state: string, agent: number, more: Partial<Task> = {}): Task {
  return {
    id,
    name: id,
    framework_id: `${master}-0000`,
    executor_id: "",
    slave_id: `${master}-S${agent}`,
    state,
    role: "*",
    resources: resources(0.5, 128),
    statuses: [
      { state: "TASK_STARTING", timestamp: start + 10 },
      { state: "TASK_RUNNING", timestamp: start + 20, healthy: true },
      ...(state === "TASK_RUNNING" ? [] : [{ state, timestamp: start + 90 }]),
    ],
    ...more,
  };
}

const agent = (number: number, used: Resources, active = true) => ({
  id: `${master}-S${number}`,
  hostname: `node-${number}.example`,
  port: 5051,
  pid: `slave(1)@10.0.0.${number}:5051`,
  active,
  version: "1.11.0",
  registered_time: start + number,
  attributes: { rack: `r${number % 2}` },
  resources: { ...resources(8, 15_360, 40_960), ports: "[31000-32000]" },
  used_resources: used,
  offered_resources: resources(number === 2 ? 8 : 0, number === 2 ? 15_360 : 0),
});

const completed = Array.from({ length: 30 }, (_, i) =>
  task(`batch-${i}`, i % 5 ? "TASK_FINISHED" : "TASK_FAILED", 1 + (i % 2)),
);

export const state: MasterState = {
  version: "1.11.0",
  start_time: start,
  elected_time: start + 1,
  id: master,
  pid: "master@10.0.0.1:5050",
  hostname: "master.example",
  leader: "master@10.0.0.1:5050",
  leader_info: { id: master, hostname: "master.example", port: 5050 },
  activated_slaves: 2,
  deactivated_slaves: 1,
  unreachable_slaves: 0,
  slaves: [agent(1, resources(3.5, 6_144, 1_024)), agent(2, resources(0, 0)), agent(3, resources(1, 512), false)],
  frameworks: [
    {
      id: `${master}-0000`,
      name: "marathon",
      user: "root",
      hostname: "master.example",
      webui_url: "http://master.example:8080",
      active: true,
      connected: true,
      recovered: false,
      roles: ["*"],
      registered_time: start + 5,
      used_resources: resources(3.5, 6_144),
      offered_resources: resources(8, 15_360),
      tasks: [
        task("nginx.instance-6a1f3a52-0d6c-4b66-a4a1-3b4f1f0d2f11._app.1", "TASK_RUNNING", 1, { name: "nginx" }),
        task("shop_web.instance-0b2c8a10-7c11-4d07-9a53-0f0f6f8b2a90._app.3", "TASK_RUNNING", 1, {
          name: "web.shop",
          statuses: [{ state: "TASK_RUNNING", timestamp: start + 50, healthy: false }],
        }),
      ],
      unreachable_tasks: [task("left-behind", "TASK_UNREACHABLE", 3)],
      completed_tasks: completed,
      offers: [
        {
          id: `${master}-O17`,
          framework_id: `${master}-0000`,
          slave_id: `${master}-S2`,
          allocation_info: { role: "*" },
          resources: resources(8, 15_360),
        },
      ],
    },
  ],
  completed_frameworks: [],
};

export const metrics: Metrics = {
  "master/tasks_running": 2,
  "master/tasks_finished": 24,
  "master/tasks_failed": 6,
  "master/tasks_unreachable": 1,
};

export const roles: Role[] = [
  { name: "*", weight: 1, frameworks: [`${master}-0000`], allocated: resources(3.5, 6_144), offered: resources(8, 15_360) },
];

export const directory = `/var/lib/mesocosm/work/slaves/${master}-S1/frameworks/${master}-0000/executors/nginx/runs/c1`;

export const agentState: AgentState = {
  id: `${master}-S1`,
  hostname: "node-1.example",
  pid: "slave(1)@10.0.0.1:5051",
  version: "1.11.0",
  start_time: start,
  resources: resources(8, 15_360, 40_960),
  attributes: { rack: "r1" },
  frameworks: [
    {
      id: `${master}-0000`,
      name: "marathon",
      user: "root",
      executors: state.frameworks[0]!.tasks.map((one) => ({
        id: one.id,
        name: `Command Executor (Task: ${one.id})`,
        container: "0f8e6a1c-6f0e-4f9c-8d3b-8a9a3f4d5e6f",
        directory,
        resources: resources(0.5, 128),
        tasks: [one],
        queued_tasks: [],
        completed_tasks: [],
      })),
      completed_executors: [],
    },
  ],
  completed_frameworks: [],
};

export const files: FileInfo[] = ["stdout", "stderr", "conf"].map((name) => ({
  path: `${directory}/${name}`,
  nlink: 1,
  size: name === "conf" ? 4_096 : 71_234,
  mtime: start + 60,
  mode: name === "conf" ? "drwxr-xr-x" : "-rw-r--r--",
  uid: "root",
  gid: "root",
}));
