import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { describe, expect, it } from "vitest";
import { useFilters } from "../src/lib/filters";

function at(address: string) {
  let child: ReactNode = null;
  const router = createMemoryRouter([{ path: "*", Component: () => <>{child}</> }], {
    initialEntries: [address],
  });
  const hook = renderHook(() => useFilters(["issuer", "status"] as const), {
    wrapper: ({ children }) => {
      child = children;
      return <RouterProvider router={router} />;
    },
  });
  return { router, hook };
}

describe("useFilters", () => {
  it("reads its own keys from the address", () => {
    const { hook } = at("/bills?issuer=12&other=1&status=");
    expect(hook.result.current[0]).toEqual({ issuer: "12" });
  });

  it("writes to the address and leaves what is not its own", async () => {
    const { hook, router } = at("/bills?other=1");
    await act(async () => hook.result.current[1]({ status: "voided", issuer: "7" }));
    await waitFor(() => expect(hook.result.current[0]).toEqual({ status: "voided", issuer: "7" }));
    const search = new URLSearchParams(router.state.location.search);
    expect(Object.fromEntries(search)).toEqual({ other: "1", status: "voided", issuer: "7" });
  });

  it("takes a filter away, and adds no step to the history", async () => {
    const { hook, router } = at("/bills?issuer=12&status=voided");
    await act(async () => hook.result.current[1]({ issuer: undefined }));
    await waitFor(() => expect(router.state.location.search).toBe("?status=voided"));
    expect(router.state.historyAction).toBe("REPLACE");
  });
});
