import { useEffect, useEffectEvent, useState } from "react";
import { API_BASE, queryText, type Params } from "./api";
import type { Alert, BillRow, Block, EventRow } from "./types";

/** What may come in. */
export type LiveEvent =
  | { type: "block"; id: string; data: Block }
  | { type: "event"; id: string; data: EventRow }
  | { type: "bill"; id: string; data: BillRow }
  | { type: "alert"; id: string; data: Alert }
  | { type: "lagging"; id: string; data: { lagBlocks: number; from: number; until: number } };

/** How a stream stands. */
export type LiveState = "connecting" | "open" | "offline";

const TYPES: LiveEvent["type"][] = ["block", "event", "bill", "alert", "lagging"];
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

interface Subscriber {
  event: (event: LiveEvent) => void;
  state: (state: LiveState) => void;
}

/**
 * One connection for everybody who listens to the same topics. `EventSource` reconnects by itself
 * only while the server answers well; after an error of HTTP it stays closed, so this opens another
 * one, behind the last event it was told. It closes while the page is hidden: a browser grants an origin
 * six connections over all of its tabs.
 */
class Stream {
  private source: EventSource | null = null;
  private subscribers = new Set<Subscriber>();
  private retry: ReturnType<typeof setTimeout> | undefined;
  private delay = FIRST_RETRY_MS;
  private last: string | null = null;
  private state: LiveState = "connecting";

  constructor(
    private readonly topics: string,
    private readonly params: Params,
    private readonly drop: () => void,
  ) {}

  add(subscriber: Subscriber): void {
    this.subscribers.add(subscriber);
    subscriber.state(this.state);
    if (this.subscribers.size === 1) {
      document.addEventListener("visibilitychange", this.visibility);
      this.open();
    }
  }

  remove(subscriber: Subscriber): void {
    this.subscribers.delete(subscriber);
    if (this.subscribers.size > 0) return;
    document.removeEventListener("visibilitychange", this.visibility);
    this.close();
    this.drop();
  }

  private readonly visibility = () => {
    if (document.hidden) this.close();
    else if (!this.source) this.open();
  };

  private open(): void {
    clearTimeout(this.retry);
    const query = queryText({
      ...this.params,
      topics: this.topics,
      since: this.last ?? this.params.since,
    });
    const source = new EventSource(`${API_BASE}/live?${query}`);
    this.source = source;
    source.onopen = () => {
      this.delay = FIRST_RETRY_MS;
      this.tell("open");
    };
    source.onerror = () => {
      this.tell("offline");
      if (source.readyState !== EventSource.CLOSED) return;
      source.close();
      this.source = null;
      this.retry = setTimeout(() => this.open(), this.delay);
      this.delay = Math.min(this.delay * 2, LAST_RETRY_MS);
    };
    for (const type of TYPES) {
      source.addEventListener(type, (message) => {
        this.receive(type, message as MessageEvent<string>);
      });
    }
  }

  private close(): void {
    clearTimeout(this.retry);
    this.source?.close();
    this.source = null;
  }

  private receive(type: LiveEvent["type"], message: MessageEvent<string>): void {
    let data: unknown;
    try {
      data = JSON.parse(message.data);
    } catch {
      return;
    }
    if (message.lastEventId) this.last = message.lastEventId;
    const event = { type, id: message.lastEventId, data } as LiveEvent;
    for (const subscriber of this.subscribers) subscriber.event(event);
  }

  private tell(state: LiveState): void {
    this.state = state;
    for (const subscriber of this.subscribers) subscriber.state(state);
  }
}

const streams = new Map<string, Stream>();

function listen(topics: string[], params: Params, subscriber: Subscriber): () => void {
  const names = [...topics].sort().join(",");
  const key = `${names}?${queryText(params)}`;
  let stream = streams.get(key);
  if (!stream) {
    stream = new Stream(names, params, () => streams.delete(key));
    streams.set(key, stream);
  }
  const joined = stream;
  joined.add(subscriber);
  return () => joined.remove(subscriber);
}

/**
 * Listens to topics (`blocks`, `events`, `bills`, `alerts`) while the component is shown. Components
 * with the same topics and parameters share one connection. Returns how it stands.
 */
export function useLive(
  topics: string[],
  params: Params,
  onEvent: (event: LiveEvent) => void,
  options?: { enabled?: boolean },
): LiveState {
  const [state, setState] = useState<LiveState>("connecting");
  const tell = useEffectEvent(onEvent);
  const enabled = options?.enabled ?? true;
  const names = topics.join(",");
  const query = queryText(params);

  useEffect(() => {
    if (!enabled || names === "") return undefined;
    return listen(names.split(","), Object.fromEntries(new URLSearchParams(query)), {
      event: (event) => tell(event),
      state: setState,
    });
  }, [enabled, names, query]);

  return state;
}
