// Small pieces that several views share.

import type { ComponentChildren } from "preact";
import { formatAge, formatMegabytes, formatNumber, stateName } from "./data";
import type { Framework, Resources } from "./mesos";
import { NotLeader, server } from "./server";

export function Facts({ facts }: { facts: [string, ComponentChildren][] }) {
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value !== undefined && value !== "")
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

export function State({ state }: { state: string }) {
  return <span class={`state ${state.toLowerCase()}`}>{stateName(state)}</span>;
}

export function Ago({ seconds }: { seconds: number | undefined }) {
  if (!seconds) return <>–</>;
  const date = new Date(seconds * 1_000);
  return (
    <time dateTime={date.toISOString()} title={date.toLocaleString()}>
      {formatAge(seconds, Date.now() / 1_000)}
    </time>
  );
}

export function Id({ id, href }: { id: string; href?: string }) {
  return href ? (
    <a class="id" href={href} title={id}>
      {id}
    </a>
  ) : (
    <span class="id" title={id}>
      {id}
    </span>
  );
}

export function ResourceText({ resources }: { resources: Partial<Resources> | undefined }) {
  const { cpus = 0, mem = 0, disk = 0, gpus = 0 } = resources ?? {};
  const parts = [`${formatNumber(cpus)} cpus`, formatMegabytes(mem)];
  if (disk) parts.push(`${formatMegabytes(disk)} disk`);
  if (gpus) parts.push(`${gpus} gpus`);
  return <>{parts.join(" · ")}</>;
}

/** How full something is, as a bar with its numbers in words. */
export function Bar({ used, total, text }: { used: number; total: number; text: string }) {
  const share = total > 0 ? Math.min(100, (100 * used) / total) : 0;
  return (
    <span class="bar">
      <span class="fill" style={{ width: `${share}%` }} />
      <span class="text">{text}</span>
    </span>
  );
}

/** A framework's own page, only when its address is one of the web. */
export function WebUi({ framework }: { framework: Framework }) {
  const url = framework.webui_url ?? "";
  return /^https?:\/\//.test(url) ? (
    <a href={url} rel="noreferrer">
      {framework.name || url}
    </a>
  ) : (
    <>{framework.name}</>
  );
}

interface TroubleProperties {
  error: Error;
  what: string;
  since: number | undefined;
  retry: () => void;
}

/** Says that something does not answer, since when, and what can be done. */
export function Trouble({ error, what, since, retry }: TroubleProperties) {
  if (error instanceof NotLeader) {
    return (
      <div class="trouble" role="alert">
        <strong>This master is not the leader.</strong> <a href={server.leaderUrl()}>Go to the leader</a>
      </div>
    );
  }
  const away = error.name === "TypeError" || error.name === "TimeoutError";
  return (
    <div class="trouble" role="alert">
      <strong>
        {what} {away ? "does not answer" : "answers with an error"}.
      </strong>{" "}
      {!away && <span>{error.message} </span>}
      {since && <span>What you see is from {new Date(since).toLocaleTimeString()}. </span>}
      <span>Trying again by itself. </span>
      <button type="button" onClick={retry}>
        Try now
      </button>
    </div>
  );
}
