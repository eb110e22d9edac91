// Asking again and again: pauses while the page is hidden, keeps the last answer when one fails.

import { useEffect, useRef, useState } from "preact/hooks";

export interface Polled<T> {
  value: T | undefined;
  error: Error | undefined;
  /** When the last answer came, in milliseconds. */
  since: number | undefined;
  retry: () => void;
}

/** Polls while mounted; the key names what is asked for, the delay may depend on the answer. */
export function usePoll<T>(
  key: string,
  ask: (signal: AbortSignal) => Promise<T>,
  delay: (value: T | undefined) => number,
): Polled<T> {
  const [answer, setAnswer] = useState<{ key: string; value?: T; error?: Error; since?: number }>({ key });
  const [attempt, setAttempt] = useState(0);
  const latest = useRef({ ask, delay });
  latest.current = { ask, delay };
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last: T | undefined;
    const schedule = () => {
      timer = setTimeout(round, latest.current.delay(last));
    };
    const round = async () => {
      if (document.hidden) return schedule();
      try {
        const value = await latest.current.ask(abort.signal);
        last = value;
        setAnswer({ key, value, since: Date.now() });
      } catch (error) {
        if (abort.signal.aborted) return;
        setAnswer((before) => ({ ...(before.key === key ? before : {}), key, error: error as Error }));
      }
      if (!abort.signal.aborted) schedule();
    };
    const shown = () => {
      if (document.hidden) return;
      clearTimeout(timer);
      void round();
    };
    document.addEventListener("visibilitychange", shown);
    void round();
    return () => {
      abort.abort();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", shown);
    };
  }, [key, attempt]);
  const current = answer.key === key ? answer : { key };
  return {
    value: current.value as T | undefined,
    error: current.error,
    since: current.since,
    retry: () => setAttempt((n) => n + 1),
  };
}
