import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { AgentViews } from "./agent";
import { pollDelay } from "./data";
import type { MasterState, Metrics } from "./mesos";
import { Trouble } from "./parts";
import { usePoll } from "./poll";
import { parseRoute, type Route } from "./route";
import { server } from "./server";
import { Agents, FrameworkPage, Frameworks, Home, Offers, Roles } from "./views";

interface Snapshot {
  state: MasterState;
  metrics: Metrics | undefined;
}

async function snapshot(signal: AbortSignal): Promise<Snapshot> {
  const [state, metrics] = await Promise.all([
    server.state(signal),
    // The page is of use without them.
    server.metrics(signal).catch(() => undefined),
  ]);
  return { state, metrics };
}

const sections: [string, string, Route["view"][]][] = [
  ["#/", "Cluster", ["home"]],
  ["#/agents", "Agents", ["agents", "agent", "agentFramework", "executor", "sandbox", "browse", "tail"]],
  ["#/frameworks", "Frameworks", ["frameworks", "framework"]],
  ["#/roles", "Roles", ["roles"]],
  ["#/offers", "Offers", ["offers"]],
];

function App() {
  const route = useRoute();
  const polled = usePoll("state", snapshot, (value) => pollDelay(value?.state.slaves.length ?? 0));
  const name = polled.value?.state.cluster || "Mesocosm";
  useEffect(() => {
    const section = sections.find(([, , views]) => views.includes(route.view));
    document.title = section ? `${section[1]} · ${name}` : name;
  }, [route.view, name]);
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        Skip to the content
      </a>
      <header>
        <a class="brand" href="#/">
          Mesocosm
        </a>
        <nav aria-label="Sections">
          {sections.map(([href, text, views]) => (
            <a key={href} href={href} aria-current={views.includes(route.view) ? "page" : undefined}>
              {text}
            </a>
          ))}
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        {polled.error && (
          <Trouble
            error={polled.error}
            what={`The master at ${location.host}`}
            since={polled.since}
            retry={polled.retry}
          />
        )}
        {polled.value ? <View route={route} snapshot={polled.value} /> : !polled.error && <h1 class="loading">Loading</h1>}
      </main>
    </>
  );
}

function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => {
      setHash(location.hash);
      scrollTo(0, 0);
    };
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return parseRoute(hash);
}

function View({ route, snapshot }: { route: Route; snapshot: Snapshot }) {
  const { state, metrics } = snapshot;
  switch (route.view) {
    case "home":
      return <Home state={state} metrics={metrics} />;
    case "agents":
      return <Agents state={state} />;
    case "frameworks":
      return <Frameworks state={state} />;
    case "framework":
      return <FrameworkPage state={state} id={route.framework} />;
    case "offers":
      return <Offers state={state} />;
    case "roles":
      return <RolesView />;
    case "unknown":
      return (
        <>
          <h1>No such page</h1>
          <p>
            There is nothing at <code>{route.hash}</code>. <a href="#/">Back to the cluster</a>
          </p>
        </>
      );
    default:
      return <AgentViews route={route} state={state} />;
  }
}

function RolesView() {
  const polled = usePoll("roles", (signal) => server.roles(signal), () => 5_000);
  return (
    <>
      {polled.error && (
        <Trouble error={polled.error} what="The list of roles" since={polled.since} retry={polled.retry} />
      )}
      {polled.value && <Roles roles={polled.value.roles} />}
    </>
  );
}

const root = document.getElementById("app");
if (root) render(<App />, root);
