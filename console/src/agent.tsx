// The views of one agent, its executors and their sandboxes, asked through the master.

import { useEffect, useRef, useState } from "preact/hooks";
import { agentCondition, baseName, formatBytes, formatResource, parentPath, sandboxDirectory, type Scalar } from "./data";
import type { Agent, AgentExecutor, AgentFramework, AgentState, FileInfo, MasterState, Task } from "./mesos";
import { Ago, Bar, Facts, Id, ResourceText, State, Trouble } from "./parts";
import { usePoll, type Polled } from "./poll";
import { link, type Route } from "./route";
import { Refused, server } from "./server";
import { Table, type Column } from "./table";
import { Tail } from "./tail";
import { Missing } from "./views";

type AgentRoute = Extract<Route, { agent: string }>;

export function AgentViews({ route, state }: { route: AgentRoute; state: MasterState }) {
  const agent = state.slaves.find((one) => one.id === route.agent);
  if (!agent) return <Missing what="agent" id={route.agent} />;
  if (route.view === "browse") return <Browse agent={agent} path={route.path} />;
  if (route.view === "tail") return <TailView key={route.path} agent={agent} path={route.path} />;
  return <FromState agent={agent} route={route} />;
}

function FromState({ agent, route }: { agent: Agent; route: AgentRoute }) {
  const polled = usePoll(agent.id, (signal) => server.agentState(agent.id, signal), () => 5_000);
  return (
    <>
      <AgentTrouble agent={agent} polled={polled} />
      {polled.value ? (
        <Loaded agent={agent} state={polled.value} route={route} />
      ) : (
        <h1 class={polled.error ? "" : "loading"}>{agent.hostname}</h1>
      )}
    </>
  );
}

function AgentTrouble({ agent, polled }: { agent: Agent; polled: Polled<unknown> }) {
  if (!polled.error) return null;
  const what = `The agent ${agent.hostname}, asked through the master,`;
  return <Trouble error={polled.error} what={what} since={polled.since} retry={polled.retry} />;
}

function Loaded({ agent, state, route }: { agent: Agent; state: AgentState; route: AgentRoute }) {
  switch (route.view) {
    case "agentFramework":
      return <FrameworkOnAgent agent={agent} state={state} id={route.framework} />;
    case "executor":
      return <ExecutorPage agent={agent} state={state} framework={route.framework} id={route.executor} />;
    case "sandbox":
      return <Sandbox agent={agent} state={state} framework={route.framework} executor={route.executor} />;
    default:
      return <AgentPage agent={agent} state={state} />;
  }
}

const scalars: [Scalar, string][] = [
  ["cpus", "CPUs"],
  ["mem", "Memory"],
  ["disk", "Disk"],
  ["gpus", "GPUs"],
];

function AgentPage({ agent, state }: { agent: Agent; state: AgentState }) {
  const attributes = Object.entries(state.attributes ?? {});
  return (
    <>
      <h1>{agent.hostname}</h1>
      <div class="panels">
        <section>
          <h2>Agent</h2>
          <Facts
            facts={[
              ["Id", <Id id={agent.id} />],
              ["State", <State state={agentCondition(agent)} />],
              ["Address", agent.pid.replace(/^.*@/, "")],
              ["Version", state.version],
              ["Started", <Ago seconds={state.start_time} />],
              ["Registered", <Ago seconds={agent.registered_time} />],
              ...attributes.map(([name, value]): [string, string] => [name, String(value)]),
            ]}
          />
        </section>
        <section>
          <h2>Resources</h2>
          <dl class="facts">
            {scalars
              .filter(([scalar]) => agent.resources[scalar])
              .map(([scalar, name]) => (
                <div key={scalar}>
                  <dt>{name}</dt>
                  <dd>
                    <Bar
                      used={agent.used_resources[scalar]}
                      total={agent.resources[scalar]}
                      text={`${formatResource(scalar, agent.used_resources[scalar])} of ${formatResource(scalar, agent.resources[scalar])}`}
                    />
                  </dd>
                </div>
              ))}
            <div>
              <dt>Ports</dt>
              <dd>{agent.resources.ports ?? "none"}</dd>
            </div>
          </dl>
        </section>
      </div>
      <FrameworkTable caption="Frameworks" agent={agent} rows={state.frameworks} empty="Nothing runs here." />
      <FrameworkTable
        caption="Completed frameworks"
        agent={agent}
        rows={state.completed_frameworks}
        empty="No framework has ended here yet."
      />
    </>
  );
}

interface FrameworkTableProperties {
  caption: string;
  agent: Agent;
  rows: AgentFramework[];
  empty: string;
}

function FrameworkTable({ caption, agent, rows, empty }: FrameworkTableProperties) {
  const tasks = (framework: AgentFramework) =>
    framework.executors.reduce((all, executor) => all + executor.tasks.length, 0);
  const columns: Column<AgentFramework>[] = [
    {
      head: "Framework",
      by: (framework) => framework.name,
      cell: (framework) => <a href={link.agentFramework(agent.id, framework.id)}>{framework.name || framework.id}</a>,
    },
    { head: "Id", by: (framework) => framework.id, cell: (framework) => <Id id={framework.id} /> },
    { head: "User", by: (framework) => framework.user, cell: (framework) => framework.user },
    { head: "Executors", number: true, by: (f) => f.executors.length, cell: (f) => f.executors.length },
    { head: "Tasks", number: true, by: tasks, cell: tasks },
  ];
  return <Table caption={caption} rows={rows} columns={columns} id={(one) => one.id} empty={empty} />;
}

function FrameworkOnAgent({ agent, state, id }: { agent: Agent; state: AgentState; id: string }) {
  const framework = [...state.frameworks, ...state.completed_frameworks].find((one) => one.id === id);
  if (!framework) return <Missing what="framework on this agent" id={id} />;
  const columns: Column<AgentExecutor>[] = [
    {
      head: "Executor",
      by: (executor) => executor.id,
      cell: (executor) => <Id id={executor.id} href={link.executor(agent.id, id, executor.id)} />,
    },
    { head: "Tasks", number: true, by: (e) => e.tasks.length, cell: (e) => e.tasks.length },
    { head: "Resources", cell: (executor) => <ResourceText resources={executor.resources} /> },
    {
      head: "Files",
      cell: (executor) => (
        <a href={link.browse(agent.id, executor.directory)} aria-label={`Sandbox of ${executor.id}`}>
          Sandbox
        </a>
      ),
    },
  ];
  const key = (executor: AgentExecutor) => executor.container;
  return (
    <>
      <h1>
        {framework.name || framework.id} on <a href={link.agent(agent.id)}>{agent.hostname}</a>
      </h1>
      <Table caption="Executors" rows={framework.executors} columns={columns} id={key} empty="None runs." />
      <Table
        caption="Completed executors"
        rows={framework.completed_executors}
        columns={columns}
        id={key}
        empty="None has ended yet."
      />
    </>
  );
}

const taskColumns: Column<Task>[] = [
  { head: "Task", by: (task) => task.id, cell: (task) => <Id id={task.id} /> },
  { head: "State", by: (task) => task.state, cell: (task) => <State state={task.state} /> },
  { head: "Resources", cell: (task) => <ResourceText resources={task.resources} /> },
];

function ExecutorPage(properties: { agent: Agent; state: AgentState; framework: string; id: string }) {
  const { agent, state, framework, id } = properties;
  const executor = [...state.frameworks, ...state.completed_frameworks]
    .filter((one) => one.id === framework)
    .flatMap((one) => [...one.executors, ...one.completed_executors])
    .find((one) => one.id === id);
  if (!executor) return <Missing what="executor on this agent" id={id} />;
  return (
    <>
      <h1>{executor.name || executor.id}</h1>
      <Facts
        facts={[
          ["Agent", <a href={link.agent(agent.id)}>{agent.hostname}</a>],
          ["Container", <Id id={executor.container} />],
          ["Sandbox", <a href={link.browse(agent.id, executor.directory)}>Files</a>],
          ["Resources", <ResourceText resources={executor.resources} />],
        ]}
      />
      <Table caption="Tasks" rows={executor.tasks} columns={taskColumns} id={(task) => task.id} empty="None runs." />
      <Table
        caption="Completed tasks"
        rows={executor.completed_tasks}
        columns={taskColumns}
        id={(task) => task.id}
        empty="None has ended yet."
      />
    </>
  );
}

/** Finds the sandbox in the agent's state and goes there, leaving no step in the history. */
function Sandbox(properties: { agent: Agent; state: AgentState; framework: string; executor: string }) {
  const { agent, state, framework, executor } = properties;
  const directory = sandboxDirectory(state, framework, executor);
  useEffect(() => {
    if (directory) location.replace(link.browse(agent.id, directory));
  }, [agent.id, directory]);
  return directory ? <h1 class="loading">Sandbox</h1> : <Missing what="sandbox on this agent for" id={executor} />;
}

function Browse({ agent, path }: { agent: Agent; path: string }) {
  const polled = usePoll(
    `${agent.id} ${path}`,
    (signal) => server.browse(agent.id, path, signal),
    () => 5_000,
  );
  const gone = polled.error instanceof Refused && polled.error.status === 404;
  const columns: Column<FileInfo>[] = [
    {
      head: "Name",
      by: (file) => baseName(file.path),
      cell: (file) =>
        isDirectory(file) ? (
          <a href={link.browse(agent.id, file.path)}>{baseName(file.path)}/</a>
        ) : (
          <a href={link.tail(agent.id, file.path)}>{baseName(file.path)}</a>
        ),
    },
    {
      head: "Size",
      number: true,
      by: (file) => file.size,
      cell: (file) => (isDirectory(file) ? "" : formatBytes(file.size)),
    },
    { head: "Changed", by: (file) => -file.mtime, cell: (file) => <Ago seconds={file.mtime} /> },
    { head: "Mode", by: (file) => file.mode, cell: (file) => <code>{file.mode}</code> },
    { head: "Owner", by: (file) => file.uid, cell: (file) => `${file.uid} ${file.gid}` },
    {
      head: "Get",
      cell: (file) =>
        !isDirectory(file) && (
          <a href={server.downloadUrl(agent.id, file.path)} aria-label={`Download ${baseName(file.path)}`} download>
            Download
          </a>
        ),
    },
  ];
  return (
    <>
      <Path agent={agent} path={path} />
      {gone ? (
        <p>This folder is gone: sandboxes are removed some time after their executor has ended.</p>
      ) : (
        <AgentTrouble agent={agent} polled={polled} />
      )}
      {polled.value && (
        <Table caption="Files" rows={polled.value} columns={columns} id={(file) => file.path} empty="Empty." />
      )}
    </>
  );
}

const isDirectory = (file: FileInfo) => file.mode.startsWith("d");

function Path({ agent, path }: { agent: Agent; path: string }) {
  return (
    <>
      <h1>{baseName(path) || path}</h1>
      <p class="path">
        <a href={link.agent(agent.id)}>{agent.hostname}</a> <span class="id">{path}</span>{" "}
        <a href={link.browse(agent.id, parentPath(path))}>Up</a>
      </p>
    </>
  );
}

function TailView({ agent, path }: { agent: Agent; path: string }) {
  const tail = useRef<Tail | undefined>(undefined);
  tail.current ??= new Tail((offset, length) => server.read(agent.id, path, offset, length));
  const [follows, setFollows] = useState(true);
  const output = useRef<HTMLPreElement>(null);
  const polled = usePoll(
    `${agent.id} ${path}`,
    async () => {
      await tail.current?.more();
      return tail.current?.text ?? "";
    },
    () => 1_000,
  );
  useEffect(() => {
    if (follows) output.current?.scrollTo(0, output.current.scrollHeight);
  }, [polled.value, follows]);
  const start = tail.current.start;
  return (
    <>
      <Path agent={agent} path={path} />
      <AgentTrouble agent={agent} polled={polled} />
      <p class="tailbar">
        <label>
          <input type="checkbox" checked={follows} onChange={(event) => setFollows(event.currentTarget.checked)} />{" "}
          Follow
        </label>
        <a href={server.downloadUrl(agent.id, path)} download>
          Download
        </a>
        {start > 0 && <span>The first {formatBytes(start)} are not shown.</span>}
      </p>
      {/* It scrolls by itself, so the keyboard must reach it. */}
      <pre class="tail" ref={output} tabIndex={0} aria-label={`Contents of ${baseName(path)}`}>
        {polled.value === "" ? "(empty so far)" : polled.value}
      </pre>
    </>
  );
}
