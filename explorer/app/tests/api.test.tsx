import { QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import {
  ApiError,
  apiGet,
  csvUrl,
  queryText,
  useItem,
  useList,
  worthRetrying,
} from "../src/lib/api";
import { serve, testQueries } from "./render";

function wrapper() {
  const client = testQueries();
  return function Wrapper({ children }: { children: ReactNode }) {
    return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
  };
}

/** Numbers below 7 in pages of three; the cursor is the first number of a page. */
const asked: string[] = [];
function pages(path: string, query: URLSearchParams) {
  asked.push(`${path}?${query}`);
  const from = Number(query.get("cursor") ?? 0);
  const even = query.get("even") === "true";
  const all = [0, 1, 2, 3, 4, 5, 6].filter((number) => !even || number % 2 === 0);
  const items = all.filter((number) => number >= from).slice(0, 3);
  const next = all.filter((number) => number >= from)[3];
  return { items, next: next === undefined ? null : String(next) };
}

beforeEach(() => {
  asked.length = 0;
});

describe("addresses", () => {
  it("leaves out what is not set, in a stable order", () => {
    expect(queryText({ b: 1, a: "x y", c: null, d: undefined, e: "", f: false })).toBe(
      "a=x+y&b=1&f=false",
    );
  });

  it("exports the whole list with its filters", () => {
    expect(csvUrl("/bills", { issuer: 3, cursor: "abc", limit: 50 })).toBe(
      "/api/v1/bills.csv?issuer=3",
    );
  });
});

describe("answers", () => {
  it("hands on the code and the field of the API's errors", async () => {
    vi.stubGlobal(
      "fetch",
      serve(() =>
        Response.json(
          { error: { code: "invalid_parameter", field: "limit", message: "at most 200" } },
          { status: 400 },
        ),
      ),
    );
    const error = await apiGet("/blocks").catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      code: "invalid_parameter",
      field: "limit",
      message: "at most 200",
      status: 400,
    });
  });

  it("tells a proxy's page, a dead line and no JSON apart", async () => {
    const code = (answer: typeof fetch) => {
      vi.stubGlobal("fetch", answer);
      return apiGet("/blocks").catch((caught: unknown) => (caught as ApiError).code);
    };
    expect(await code(serve(() => new Response("<html>", { status: 502 })))).toBe("http");
    expect(await code(() => Promise.reject(new TypeError("failed to fetch")))).toBe("network");
    expect(await code(serve(() => new Response("<html>")))).toBe("malformed");
  });

  it("asks again only where that can help", () => {
    expect(worthRetrying(0, new ApiError("not_found", "", null, 404))).toBe(false);
    expect(worthRetrying(0, new ApiError("unavailable", "", null, 503))).toBe(true);
    expect(worthRetrying(2, new ApiError("network", ""))).toBe(false);
    expect(worthRetrying(1, new ApiError("rate_limited", "", null, 429))).toBe(true);
  });

  it("asks nothing without a path", async () => {
    const fetched = vi.fn(serve(() => ({})));
    vi.stubGlobal("fetch", fetched);
    const { result } = renderHook(() => useItem(null), { wrapper: wrapper() });
    await Promise.resolve();
    expect(fetched).not.toHaveBeenCalled();
    expect(result.current.data).toBeUndefined();
  });
});

describe("useList", () => {
  it("goes from page to page and back", async () => {
    vi.stubGlobal("fetch", serve(pages));
    const { result } = renderHook(() => useList<number>("/numbers"), { wrapper: wrapper() });
    expect(result.current.isLoading).toBe(true);
    await waitFor(() => expect(result.current.items).toEqual([0, 1, 2]));
    expect(result.current).toMatchObject({ page: 1, hasPrevious: false, hasNext: true });

    act(() => result.current.next());
    await waitFor(() => expect(result.current.items).toEqual([3, 4, 5]));
    expect(result.current).toMatchObject({ page: 2, hasPrevious: true, hasNext: true });

    act(() => result.current.next());
    await waitFor(() => expect(result.current.items).toEqual([6]));
    expect(result.current).toMatchObject({ page: 3, hasPrevious: true, hasNext: false });

    act(() => result.current.previous());
    await waitFor(() => expect(result.current.items).toEqual([3, 4, 5]));
    act(() => result.current.previous());
    await waitFor(() => expect(result.current.items).toEqual([0, 1, 2]));
    expect(result.current.hasPrevious).toBe(false);
  });

  it("goes one page on, however often it is told to while the page is on its way", async () => {
    vi.stubGlobal("fetch", serve(pages));
    const { result } = renderHook(() => useList<number>("/numbers"), { wrapper: wrapper() });
    await waitFor(() => expect(result.current.items).toEqual([0, 1, 2]));
    act(() => result.current.next());
    act(() => result.current.next());
    await waitFor(() => expect(result.current.items).toEqual([3, 4, 5]));
    expect(result.current.page).toBe(2);
  });

  it("begins at the first page when a filter changes", async () => {
    vi.stubGlobal("fetch", serve(pages));
    const { result, rerender } = renderHook(
      ({ even }) => useList<number>("/numbers", { even: even || undefined }),
      { wrapper: wrapper(), initialProps: { even: false } },
    );
    await waitFor(() => expect(result.current.items).toEqual([0, 1, 2]));
    act(() => result.current.next());
    await waitFor(() => expect(result.current.items).toEqual([3, 4, 5]));

    rerender({ even: true });
    await waitFor(() => expect(result.current.items).toEqual([0, 2, 4]));
    expect(result.current).toMatchObject({ page: 1, hasPrevious: false });
    expect(asked.at(-1)).toBe("/api/v1/numbers?even=true&names=true");
  });
});
