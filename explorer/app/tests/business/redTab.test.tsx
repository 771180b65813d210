import { screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { RedTab } from "../../src/parts/business/statistics/RedTab";
import "../charts";
import { serve, show } from "../render";

const CHOSEN = "/?issuer=6&area=31&kind=0601&scene=1&from=1795104000000&until=1795190400000";
const asked: [path: string, query: URLSearchParams][] = [];
const EVENTS = [
  { id: "9-1", block: 9, data: { reason: "wrong amount" } },
  { id: "8-1", block: 8, data: { reason: "wrong amount" } },
];

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal(
    "fetch",
    serve((path, query) => {
      asked.push([path, query]);
      if (path.endsWith("/events")) return { items: EVENTS, next: null };
      return path.endsWith("/statistics/bills")
        ? { rows: [] }
        : { items: [], next: null, people: {} };
    }),
  );
});

/** The last question to an address of the index. */
function lastTo(end: string): Record<string, string> | undefined {
  const found = asked.findLast(([path]) => path.endsWith(end));
  return found && Object.fromEntries(found[1]);
}

describe("red bills", () => {
  it("are counted by the filters, and their reasons asked as far as the index takes them", async () => {
    await show(<RedTab withIssuer />, { at: CHOSEN });
    await waitFor(() =>
      expect(lastTo("/statistics/bills")).toMatchObject({
        issuer: "6",
        area: "31",
        kind: "0601",
        scene: "1",
        from: "1795104000000",
        until: "1795190400000",
      }),
    );
    await waitFor(() => expect(lastTo("/events")).toBeDefined());
    expect(lastTo("/events")).toEqual({
      pallet: "Bills",
      name: "RedFlushed",
      from: "1795104000000",
      until: "1795190400000",
      limit: "200",
    });
  });

  it.each([
    ["en", "Reasons for red flush, all issuers", /^Of 2 red flushes .* of all issuers/],
    ["zh", "冲红原因（全部开票方）", /全部开票方.*的 2 笔冲红/],
  ] as const)(
    "say in %s that the reasons are those of all issuers",
    async (language, title, words) => {
      await show(<RedTab withIssuer />, { at: CHOSEN, language });
      expect(await screen.findByRole("region", { name: title })).toBeInTheDocument();
      expect(await screen.findByText(words)).toBeInTheDocument();
    },
  );
});
