// The parts of the master's and the agent's JSON that the page reads (mesos.md §5.4).

export interface Resources {
  cpus: number;
  gpus: number;
  mem: number;
  disk: number;
  ports?: string;
}

export interface Status {
  state: string;
  timestamp: number;
  healthy?: boolean;
}

export interface Task {
  id: string;
  name: string;
  framework_id: string;
  executor_id: string;
  slave_id: string;
  state: string;
  role?: string;
  resources: Resources;
  statuses: Status[];
}

export interface Offer {
  id: string;
  framework_id: string;
  slave_id: string;
  allocation_info?: { role?: string };
  resources: Resources;
}

export interface Framework {
  id: string;
  name: string;
  user: string;
  hostname: string;
  principal?: string;
  webui_url?: string;
  active: boolean;
  connected: boolean;
  recovered: boolean;
  roles?: string[];
  role?: string;
  registered_time: number;
  unregistered_time?: number;
  used_resources: Resources;
  offered_resources: Resources;
  tasks: Task[];
  unreachable_tasks: Task[];
  completed_tasks: Task[];
  offers: Offer[];
}

export interface Agent {
  id: string;
  hostname: string;
  port: number;
  pid: string;
  active: boolean;
  deactivated?: boolean;
  version: string;
  registered_time: number;
  reregistered_time?: number;
  attributes: Record<string, unknown>;
  resources: Resources;
  used_resources: Resources;
  offered_resources: Resources;
  drain_info?: { state?: string };
}

export interface MasterState {
  version: string;
  build_time?: number;
  start_time: number;
  elected_time?: number;
  id: string;
  pid: string;
  hostname: string;
  cluster?: string;
  leader?: string;
  leader_info?: { id?: string; hostname: string; port: number };
  activated_slaves: number;
  deactivated_slaves: number;
  unreachable_slaves: number;
  slaves: Agent[];
  frameworks: Framework[];
  completed_frameworks: Framework[];
}

export interface Role {
  name: string;
  weight: number;
  frameworks: string[];
  allocated?: Partial<Resources>;
  offered?: Partial<Resources>;
  resources?: Partial<Resources>;
  reserved?: Partial<Resources>;
  quota?: { guarantee?: Partial<Resources>; limit?: Partial<Resources> };
}

export interface AgentExecutor {
  id: string;
  name: string;
  container: string;
  directory: string;
  resources: Resources;
  tasks: Task[];
  queued_tasks: Task[];
  completed_tasks: Task[];
}

export interface AgentFramework {
  id: string;
  name: string;
  user: string;
  executors: AgentExecutor[];
  completed_executors: AgentExecutor[];
}

export interface AgentState {
  id: string;
  hostname: string;
  pid: string;
  version: string;
  start_time: number;
  master_hostname?: string;
  resources: Resources;
  attributes: Record<string, unknown>;
  frameworks: AgentFramework[];
  completed_frameworks: AgentFramework[];
}

export interface FileInfo {
  path: string;
  nlink: number;
  size: number;
  mtime: number;
  mode: string;
  uid: string;
  gid: string;
}

export type Metrics = Record<string, number>;
