import { act, renderHook } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { useLive, type LiveEvent } from "../src/lib/live";

/** A connection whose other end the test holds. */
class FakeSource extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  static all: FakeSource[] = [];
  readyState = FakeSource.CONNECTING;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    FakeSource.all.push(this);
  }

  close(): void {
    this.readyState = FakeSource.CLOSED;
  }

  opened(): void {
    this.readyState = FakeSource.OPEN;
    this.onopen?.();
  }

  /** The server refused: browsers do not try again by themselves. */
  refused(): void {
    this.readyState = FakeSource.CLOSED;
    this.onerror?.();
  }

  send(type: string, id: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data), lastEventId: id }));
  }

  static get last(): FakeSource {
    const last = FakeSource.all.at(-1);
    if (!last) throw new Error("no connection");
    return last;
  }

  static open(): FakeSource[] {
    return FakeSource.all.filter((source) => source.readyState !== FakeSource.CLOSED);
  }
}

function hidden(value: boolean): void {
  Object.defineProperty(document, "hidden", { configurable: true, value });
  document.dispatchEvent(new Event("visibilitychange"));
}

beforeEach(() => {
  FakeSource.all = [];
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeSource);
  hidden(false);
});

function listen(topics: string[], params = {}) {
  const heard: LiveEvent[] = [];
  const hook = renderHook(() => useLive(topics, params, (event) => heard.push(event)));
  return { heard, ...hook };
}

describe("useLive", () => {
  it("hands on what comes in, and says how the connection stands", () => {
    const { heard, result, unmount } = listen(["blocks"]);
    expect(result.current).toBe("connecting");
    act(() => FakeSource.last.opened());
    expect(result.current).toBe("open");
    act(() => FakeSource.last.send("block", "7-0", { height: 7 }));
    expect(heard).toEqual([{ type: "block", id: "7-0", data: { height: 7 } }]);
    unmount();
    expect(FakeSource.open()).toEqual([]);
  });

  it("shares one connection among those who listen to the same", () => {
    const one = listen(["blocks", "alerts"]);
    const two = listen(["alerts", "blocks"]);
    const other = listen(["blocks"]);
    expect(FakeSource.all).toHaveLength(2);
    act(() => FakeSource.all[0]?.send("block", "1-0", { height: 1 }));
    expect([one.heard.length, two.heard.length, other.heard.length]).toEqual([1, 1, 0]);
    one.unmount();
    expect(FakeSource.open()).toHaveLength(2);
    two.unmount();
    expect(FakeSource.open()).toHaveLength(1);
    other.unmount();
  });

  it("comes back after a refusal, from where it was, ever more slowly", () => {
    const { heard, result, unmount } = listen(["blocks"], { issuer: 3 });
    act(() => FakeSource.last.opened());
    act(() => FakeSource.last.send("block", "41-0", { height: 41 }));
    act(() => FakeSource.last.refused());
    expect(result.current).toBe("offline");
    expect(FakeSource.all).toHaveLength(1);

    act(() => vi.advanceTimersByTime(1_000));
    expect(FakeSource.all).toHaveLength(2);
    const query = new URL(FakeSource.last.url, "http://localhost").searchParams;
    expect(Object.fromEntries(query)).toEqual({ issuer: "3", since: "41-0", topics: "blocks" });

    act(() => FakeSource.last.refused());
    act(() => vi.advanceTimersByTime(1_900));
    expect(FakeSource.all).toHaveLength(2);
    act(() => vi.advanceTimersByTime(100));
    expect(FakeSource.all).toHaveLength(3);

    act(() => FakeSource.last.opened());
    expect(result.current).toBe("open");
    act(() => FakeSource.last.send("block", "42-0", { height: 42 }));
    expect(heard.map((event) => event.id)).toEqual(["41-0", "42-0"]);
    unmount();
  });

  it("tries no more once nobody listens", () => {
    const { unmount } = listen(["blocks"]);
    act(() => FakeSource.last.refused());
    unmount();
    act(() => vi.advanceTimersByTime(120_000));
    expect(FakeSource.all).toHaveLength(1);
  });

  it("gives the connection back while the page is hidden", () => {
    const { unmount } = listen(["events"]);
    act(() => FakeSource.last.opened());
    act(() => FakeSource.last.send("event", "9-4", { id: "9-4" }));
    act(() => hidden(true));
    expect(FakeSource.open()).toEqual([]);
    act(() => hidden(false));
    expect(FakeSource.open()).toHaveLength(1);
    expect(FakeSource.last.url).toContain("since=9-4");
    unmount();
  });

  it("does not fall over what is no JSON", () => {
    const { heard, unmount } = listen(["blocks"]);
    act(() => {
      FakeSource.last.dispatchEvent(new MessageEvent("block", { data: "{", lastEventId: "1-0" }));
      FakeSource.last.send("block", "2-0", { height: 2 });
    });
    expect(heard.map((event) => event.id)).toEqual(["2-0"]);
    unmount();
  });
});
