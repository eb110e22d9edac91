// Hash routes as Mesos's own page has them (mesos.md §12), so that old links keep working.

export type Route =
  | { view: "home" }
  | { view: "agents" }
  | { view: "agent"; agent: string }
  | { view: "agentFramework"; agent: string; framework: string }
  | { view: "executor"; agent: string; framework: string; executor: string }
  | { view: "sandbox"; agent: string; framework: string; executor: string }
  | { view: "browse"; agent: string; path: string }
  | { view: "tail"; agent: string; path: string }
  | { view: "frameworks" }
  | { view: "framework"; framework: string }
  | { view: "roles" }
  | { view: "offers" }
  | { view: "unknown"; hash: string };

export function parseRoute(hash: string): Route {
  const [pathPart = "", queryPart = ""] = hash.replace(/^#/, "").split("?", 2);
  const parts = pathPart.split("/").filter(Boolean).map(decodeURIComponent);
  const query = new URLSearchParams(queryPart);
  const [first, a = "", second, b = "", third, c = "", fourth, d = "", fifth] = parts;
  switch (first) {
    case undefined:
      return { view: "home" };
    case "agents":
    case "slaves":
      break;
    case "frameworks":
      return a ? { view: "framework", framework: a } : { view: "frameworks" };
    case "roles":
      return { view: "roles" };
    case "offers":
      return { view: "offers" };
    default:
      return { view: "unknown", hash };
  }
  if (!a) return { view: "agents" };
  if (!second) return { view: "agent", agent: a };
  if (second === "browse" || second === "tail") {
    return { view: second, agent: a, path: query.get("path") ?? "/" };
  }
  if (second !== "frameworks" || !b) return { view: "unknown", hash };
  if (!third) return { view: "agentFramework", agent: a, framework: b };
  if (third !== "executors" || !c) return { view: "unknown", hash };
  if (!fourth) return { view: "executor", agent: a, framework: b, executor: c };
  if (fourth === "browse" || (fourth === "tasks" && d && fifth === "browse")) {
    return { view: "sandbox", agent: a, framework: b, executor: c };
  }
  return { view: "unknown", hash };
}

const part = encodeURIComponent;

export const link = {
  agent: (agent: string) => `#/agents/${part(agent)}`,
  agentFramework: (agent: string, framework: string) => `#/agents/${part(agent)}/frameworks/${part(framework)}`,
  executor: (agent: string, framework: string, executor: string) =>
    `#/agents/${part(agent)}/frameworks/${part(framework)}/executors/${part(executor)}`,
  sandbox: (agent: string, framework: string, executor: string) =>
    `#/agents/${part(agent)}/frameworks/${part(framework)}/executors/${part(executor)}/browse`,
  browse: (agent: string, path: string) => `#/agents/${part(agent)}/browse?path=${part(path)}`,
  tail: (agent: string, path: string) => `#/agents/${part(agent)}/tail?path=${part(path)}`,
  framework: (framework: string) => `#/frameworks/${part(framework)}`,
};

/**
 * Where the master's routes begin, from where the page lies: "/" or "/master" or "/master/" on the
 * master itself, any folder behind a proxy.
 */
export function serverBase(pathname: string): string {
  return pathname.replace(/\/master\/?$/, "/").replace(/[^/]*$/, "");
}
