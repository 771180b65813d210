import { act, renderHook, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";

const listeners: Record<string, () => void> = {};
const connect = vi.fn();
const CLIENT = {
  link: {
    provider: {
      on: (event: string, listener: () => void) => {
        listeners[event] = listener;
      },
    },
  },
};

vi.mock("@fiscalchain/client", () => ({ connect }));

/** The connection is one of the whole page: each test has a page of its own. */
async function page() {
  vi.resetModules();
  return import("../src/lib/chain");
}

beforeEach(() => {
  connect.mockReset();
});

describe("useChain", () => {
  it("connects once for all that ask, over the origin of the pages", async () => {
    connect.mockResolvedValue(CLIENT);
    const { useChain } = await page();
    expect(connect).not.toHaveBeenCalled();
    const one = renderHook(() => useChain());
    const two = renderHook(() => useChain());
    expect(one.result.current).toMatchObject({ client: null, status: "connecting" });
    await waitFor(() => expect(one.result.current.status).toBe("connected"));
    await waitFor(() => expect(two.result.current.client).toBe(CLIENT));
    expect(connect.mock.calls).toEqual([["ws://localhost:3000/rpc"]]);
  });

  it("tells why there is none, and tries again while somebody waits", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    connect.mockRejectedValueOnce(new Error("nobody answers"));
    connect.mockResolvedValue(CLIENT);
    const { useChain } = await page();
    const { result } = renderHook(() => useChain());
    await waitFor(() => expect(result.current.status).toBe("failed"));
    expect(result.current.error).toBe("nobody answers");
    await act(() => vi.advanceTimersByTimeAsync(5_000));
    await waitFor(() => expect(result.current).toMatchObject({ status: "connected", error: null }));
  });

  it("shows that the connection is away, and that it is back", async () => {
    connect.mockResolvedValue(CLIENT);
    const { useChain } = await page();
    const { result } = renderHook(() => useChain());
    await waitFor(() => expect(result.current.status).toBe("connected"));
    act(() => listeners.disconnected?.());
    expect(result.current).toMatchObject({ client: CLIENT, status: "connecting" });
    act(() => listeners.connected?.());
    expect(result.current.status).toBe("connected");
  });
});
