// The views of the whole cluster: all made of one answer of the master.

import {
  agentCondition,
  formatMegabytes,
  formatNumber,
  formatResource,
  frameworkCondition,
  frameworkRoles,
  offerRows,
  taskCounts,
  taskTables,
  usage,
  type OfferRow,
  type Scalar,
  type TaskRow,
} from "./data";
import type { Agent, Framework, MasterState, Metrics, Role } from "./mesos";
import { Ago, Bar, Facts, Id, ResourceText, State, WebUi } from "./parts";
import { link } from "./route";
import { Table, type Column } from "./table";

const scalars: [Scalar, string][] = [
  ["cpus", "CPUs"],
  ["gpus", "GPUs"],
  ["mem", "Memory"],
  ["disk", "Disk"],
];

export function Home({ state, metrics }: { state: MasterState; metrics: Metrics | undefined }) {
  const leader = state.leader_info ? `${state.leader_info.hostname}:${state.leader_info.port}` : state.leader;
  return (
    <>
      <h1>{state.cluster || "Cluster"}</h1>
      <div class="panels">
        <section>
          <h2>Master</h2>
          <Facts
            facts={[
              ["Leader", leader],
              ["Version", state.version],
              ["Started", <Ago seconds={state.start_time} />],
              ["Elected", <Ago seconds={state.elected_time} />],
              ["Active agents", state.activated_slaves],
              ["Deactivated", state.deactivated_slaves],
              ["Unreachable", state.unreachable_slaves],
              ["Id", <Id id={state.id} />],
            ]}
          />
        </section>
        <section>
          <h2>Tasks by state</h2>
          <Facts facts={taskCounts(state, metrics)} />
        </section>
        <section>
          <h2>Resources</h2>
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">Resource</th>
                <th scope="col" class="number">Total</th>
                <th scope="col" class="number">Allocated</th>
                <th scope="col" class="number">Offered</th>
                <th scope="col" class="number">Idle</th>
              </tr>
            </thead>
            <tbody>
              {scalars.map(([scalar, name]) => {
                const now = usage(state, scalar);
                return (
                  <tr key={scalar}>
                    <th scope="row">{name}</th>
                    <td class="number">{formatResource(scalar, now.total)}</td>
                    <td class="number">{formatResource(scalar, now.allocated)}</td>
                    <td class="number">{formatResource(scalar, now.offered)}</td>
                    <td class="number">{formatResource(scalar, now.idle)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </section>
      </div>
      <TaskTables state={state} />
    </>
  );
}

function TaskTables({ state, of }: { state: MasterState; of?: (row: TaskRow) => boolean }) {
  const tables = taskTables(state);
  const wanted = (rows: TaskRow[]) => (of ? rows.filter(of) : rows);
  const unreachable = wanted(tables.unreachable);
  return (
    <>
      <TaskTable caption="Active tasks" rows={wanted(tables.active)} empty="No task runs." />
      {unreachable.length > 0 && <TaskTable caption="Unreachable tasks" rows={unreachable} empty="" />}
      <TaskTable caption="Completed tasks" rows={wanted(tables.completed)} empty="No task has ended yet." />
    </>
  );
}

const taskColumns: Column<TaskRow>[] = [
  {
    head: "Task",
    by: (row) => row.task.id,
    cell: (row) => (
      <>
        <Id id={row.task.id} />
        {row.task.name !== row.task.id && <small>{row.task.name}</small>}
      </>
    ),
  },
  {
    head: "Framework",
    by: (row) => row.framework.name,
    cell: (row) => <a href={link.framework(row.framework.id)}>{row.framework.name || row.framework.id}</a>,
  },
  { head: "Role", by: (row) => row.task.role ?? "*", cell: (row) => row.task.role ?? "*" },
  {
    head: "State",
    by: (row) => row.task.state,
    cell: (row) => (
      <>
        <State state={row.task.state} />
        {row.health && <small class={row.health}>{row.health}</small>}
      </>
    ),
  },
  { head: "Started", by: (row) => -(row.started ?? 0), cell: (row) => <Ago seconds={row.started} /> },
  { head: "Stopped", by: (row) => -(row.stopped ?? 0), cell: (row) => <Ago seconds={row.stopped} /> },
  {
    head: "Host",
    by: (row) => row.agent?.hostname ?? row.task.slave_id,
    cell: (row) =>
      row.agent ? <a href={link.agent(row.agent.id)}>{row.agent.hostname}</a> : <Id id={row.task.slave_id} />,
  },
  {
    head: "Files",
    cell: (row) =>
      row.agent && (
        <a
          href={link.sandbox(row.agent.id, row.framework.id, row.task.executor_id || row.task.id)}
          aria-label={`Sandbox of ${row.task.id}`}
        >
          Sandbox
        </a>
      ),
  },
];

function TaskTable(properties: { caption: string; rows: TaskRow[]; empty: string }) {
  return (
    <Table {...properties} columns={taskColumns} id={(row) => `${row.framework.id}/${row.task.id}/${row.started}`} />
  );
}

function usageColumn(head: string, scalar: Scalar): Column<Agent> {
  return {
    head,
    by: (agent) => agent.used_resources[scalar],
    cell: (agent) => {
      const used = agent.used_resources[scalar] ?? 0;
      const total = agent.resources[scalar] ?? 0;
      return <Bar used={used} total={total} text={`${formatResource(scalar, used)} / ${formatResource(scalar, total)}`} />;
    },
  };
}

const agentColumns: Column<Agent>[] = [
  { head: "Host", by: (agent) => agent.hostname, cell: (agent) => <a href={link.agent(agent.id)}>{agent.hostname}</a> },
  { head: "Id", by: (agent) => agent.id, cell: (agent) => <Id id={agent.id} href={link.agent(agent.id)} /> },
  { head: "State", by: agentCondition, cell: (agent) => <State state={agentCondition(agent)} /> },
  usageColumn("CPUs", "cpus"),
  usageColumn("Memory", "mem"),
  usageColumn("Disk", "disk"),
  { head: "Registered", by: (agent) => -agent.registered_time, cell: (agent) => <Ago seconds={agent.registered_time} /> },
];

export function Agents({ state }: { state: MasterState }) {
  return (
    <>
      <h1>Agents</h1>
      <Table
        caption="Agents"
        rows={state.slaves}
        columns={agentColumns}
        id={(agent) => agent.id}
        empty="No agent is registered. Start one with --master=<this master>:5055."
      />
    </>
  );
}

const frameworkColumns: Column<Framework>[] = [
  {
    head: "Name",
    by: (framework) => framework.name,
    cell: (framework) => <a href={link.framework(framework.id)}>{framework.name || "(no name)"}</a>,
  },
  {
    head: "Id",
    by: (framework) => framework.id,
    cell: (framework) => <Id id={framework.id} href={link.framework(framework.id)} />,
  },
  {
    head: "State",
    by: frameworkCondition,
    cell: (framework) => <State state={frameworkCondition(framework)} />,
  },
  { head: "User", by: (framework) => framework.user, cell: (framework) => framework.user },
  { head: "Roles", by: frameworkRoles, cell: frameworkRoles },
  {
    head: "Tasks",
    number: true,
    by: (framework) => framework.tasks.length,
    cell: (framework) => framework.tasks.length,
  },
  {
    head: "Uses",
    by: (framework) => framework.used_resources?.cpus ?? 0,
    cell: (framework) => <ResourceText resources={framework.used_resources} />,
  },
  {
    head: "Registered",
    by: (framework) => -framework.registered_time,
    cell: (framework) => <Ago seconds={framework.registered_time} />,
  },
];

export function Frameworks({ state }: { state: MasterState }) {
  return (
    <>
      <h1>Frameworks</h1>
      <Table
        caption="Registered frameworks"
        rows={state.frameworks}
        columns={frameworkColumns}
        id={(framework) => framework.id}
        empty="No framework is registered."
      />
      <Table
        caption="Completed frameworks"
        rows={state.completed_frameworks}
        columns={frameworkColumns}
        id={(framework) => framework.id}
        empty="No framework has ended yet."
      />
    </>
  );
}

export function FrameworkPage({ state, id }: { state: MasterState; id: string }) {
  const framework = [...state.frameworks, ...state.completed_frameworks].find((one) => one.id === id);
  if (!framework) return <Missing what="framework" id={id} />;
  return (
    <>
      <h1>{framework.name || framework.id}</h1>
      <Facts
        facts={[
          ["Id", <Id id={framework.id} />],
          ["State", <State state={frameworkCondition(framework)} />],
          ["Web page", framework.webui_url ? <WebUi framework={framework} /> : undefined],
          ["Host", framework.hostname],
          ["User", framework.user],
          ["Principal", framework.principal],
          ["Roles", frameworkRoles(framework)],
          ["Uses", <ResourceText resources={framework.used_resources} />],
          ["Offered", <ResourceText resources={framework.offered_resources} />],
          ["Registered", <Ago seconds={framework.registered_time} />],
        ]}
      />
      <TaskTables state={state} of={(row) => row.framework.id === id} />
    </>
  );
}

const offerColumns: Column<OfferRow>[] = [
  { head: "Id", by: (row) => row.offer.id, cell: (row) => <Id id={row.offer.id} /> },
  {
    head: "Framework",
    by: (row) => row.framework.name,
    cell: (row) => <a href={link.framework(row.framework.id)}>{row.framework.name}</a>,
  },
  {
    head: "Role",
    by: (row) => row.offer.allocation_info?.role ?? "*",
    cell: (row) => row.offer.allocation_info?.role ?? "*",
  },
  {
    head: "Host",
    by: (row) => row.agent?.hostname ?? "",
    cell: (row) => row.agent && <a href={link.agent(row.agent.id)}>{row.agent.hostname}</a>,
  },
  {
    head: "CPUs",
    number: true,
    by: (row) => row.offer.resources.cpus,
    cell: (row) => formatNumber(row.offer.resources.cpus),
  },
  {
    head: "Memory",
    number: true,
    by: (row) => row.offer.resources.mem,
    cell: (row) => formatMegabytes(row.offer.resources.mem),
  },
];

export function Offers({ state }: { state: MasterState }) {
  return (
    <>
      <h1>Offers</h1>
      <Table
        caption="Outstanding offers"
        rows={offerRows(state)}
        columns={offerColumns}
        id={(row) => row.offer.id}
        empty="No offer is outstanding: all frameworks have answered theirs, or none wants any."
      />
    </>
  );
}

const roleColumns: Column<Role>[] = [
  { head: "Role", by: (role) => role.name, cell: (role) => role.name },
  { head: "Weight", number: true, by: (role) => role.weight, cell: (role) => formatNumber(role.weight) },
  { head: "Frameworks", number: true, by: (role) => role.frameworks.length, cell: (role) => role.frameworks.length },
  {
    head: "Allocated",
    by: (role) => role.allocated?.cpus ?? 0,
    cell: (role) => <ResourceText resources={role.allocated ?? role.resources} />,
  },
  { head: "Offered", by: (role) => role.offered?.cpus ?? 0, cell: (role) => <ResourceText resources={role.offered} /> },
  {
    head: "Reserved",
    by: (role) => role.reserved?.cpus ?? 0,
    cell: (role) => <ResourceText resources={role.reserved} />,
  },
];

export function Roles({ roles }: { roles: Role[] }) {
  return (
    <>
      <h1>Roles</h1>
      <Table caption="Roles" rows={roles} columns={roleColumns} id={(role) => role.name} empty="No role is in use." />
    </>
  );
}

export function Missing({ what, id }: { what: string; id: string }) {
  return (
    <>
      <h1>Not here</h1>
      <p>
        The master knows no {what} <Id id={id} />. It may have been removed. <a href="#/">Back to the cluster</a>
      </p>
    </>
  );
}
