import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import i18next from "i18next";
import { createMemoryRouter, RouterProvider, type RouteObject } from "react-router";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Page } from "../src/components/Page";
import { startI18n } from "../src/i18n";
import { AppShell } from "../src/shell/AppShell";
import { itemOf } from "../src/shell/navigation";
import { NotFound } from "../src/shell/NotFound";
import { RouteFailure } from "../src/shell/RouteFailure";
import { cssVariables, theme } from "../src/theme";
import { serve, testQueries } from "./render";

const STATUS = {
  genesis: "0x00",
  chain: "test",
  specVersion: 1,
  backend: "sqlite",
  indexed: { height: 9, hash: "0x09", time: 1 },
  finalized: { height: 9, hash: "0x09" },
  lagBlocks: 0,
  counts: {},
};

const FOUND = [
  { kind: "bill", id: "1", label: "31060125-0000900001", path: "/bills/31060125/0000900001" },
  { kind: "lock", id: "2", label: "FLOW-1", path: "/locks?flow=FLOW-1" },
];

let status: unknown = STATUS;
const asked: string[] = [];

function answer(path: string, query: URLSearchParams): unknown {
  if (path === "/api/v1/status") {
    return status ?? Response.json({ error: { code: "internal", message: "" } }, { status: 500 });
  }
  if (path === "/api/v1/search") {
    asked.push(query.get("q") ?? "");
    return { items: query.get("q") === "nothing" ? [] : FOUND };
  }
  throw new Error(path);
}

function Broken(): never {
  throw new Error("broken on purpose");
}

async function open(at = "/") {
  if (!i18next.isInitialized) await startI18n("en");
  else await i18next.changeLanguage("en");
  const leaf = (path: string, title: string): RouteObject => ({
    path,
    element: <Page title={title}>text</Page>,
  });
  const router = createMemoryRouter(
    [
      {
        path: "/",
        element: <AppShell />,
        children: [
          {
            errorElement: <RouteFailure />,
            children: [
              { index: true, element: <Page title="Start">text</Page> },
              leaf("bills/:code/:number", "A bill"),
              leaf("locks", "Locks"),
              { path: "broken", element: <Broken /> },
              { path: "*", element: <NotFound /> },
            ],
          },
        ],
      },
    ],
    { initialEntries: [at] },
  );
  const result = render(
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} env="test">
      <QueryClientProvider client={testQueries()}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...result, router };
}

beforeEach(() => {
  status = STATUS;
  asked.length = 0;
  vi.stubGlobal("fetch", serve(answer));
});

describe("navigation", () => {
  it("marks the page a path belongs to, the nearest one", () => {
    expect(itemOf("/")?.key).toBe("overview");
    expect(itemOf("/bills/31060125/0000900001")?.key).toBe("bills");
    expect(itemOf("/bills/check")?.key).toBe("check");
    expect(itemOf("/nodes/map")?.key).toBe("nodeMap");
    expect(itemOf("/nodes/7")?.key).toBe("nodes");
    expect(itemOf("/nowhere")).toBeNull();
  });

  it("can be used without seeing it", async () => {
    const { container } = await open();
    const { violations } = await axe.run(container, {
      rules: { "color-contrast": { enabled: false } },
    });
    expect(violations).toEqual([]);
    expect(document.title).toBe("Start · FiscalChain");
  });

  it("says that an address leads nowhere, and keeps the navigation", async () => {
    await open("/nowhere/at/all");
    expect(await screen.findByRole("heading", { name: "Page not found" })).toBeInTheDocument();
    expect(screen.getByText(/\/nowhere\/at\/all/)).toBeInTheDocument();
    expect(screen.getByRole("navigation", { name: "Pages" })).toBeInTheDocument();
  });

  it("keeps the navigation when a page fails", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    await open("/broken");
    expect(await screen.findByText("This page failed")).toBeInTheDocument();
    expect(screen.getByText("broken on purpose")).toBeInTheDocument();
    expect(screen.getByRole("navigation", { name: "Pages" })).toBeInTheDocument();
  });

  it("keeps the item of the page in sight, on the first page and on those after it", async () => {
    // Browsers answer a promise, which no effect may hand on as its end.
    const scrolled = vi
      .spyOn(Element.prototype, "scrollIntoView")
      .mockReturnValue(Promise.resolve() as never);
    const last = () => [scrolled.mock.contexts.at(-1), scrolled.mock.lastCall];
    const { router } = await open("/locks");
    const item = (name: string) =>
      within(screen.getByRole("navigation", { name: "Pages" })).getByRole("link", { name });
    await waitFor(() => expect(last()).toEqual([item("Locks"), [{ block: "nearest" }]]));
    await act(() => router.navigate("/bills/31060125/0000900001"));
    await waitFor(() => expect(last()).toEqual([item("Bills"), [{ block: "nearest" }]]));
    scrolled.mockRestore();
  });

  it("moves the focus to the page it went to", async () => {
    const { router } = await open();
    await router.navigate("/locks");
    await waitFor(() => expect(screen.getByRole("main")).toHaveFocus());
  });

  it("leaves the keyboard to somebody who types while a page is on its way", async () => {
    const { router } = await open();
    const box = screen.getByRole("searchbox", { name: "Search" });
    await userEvent.setup().type(box, "31");
    await router.navigate("/locks");
    await screen.findByRole("heading", { name: "Locks" });
    expect(box).toHaveFocus();
  });

  it("changes the language, also that of the document", async () => {
    await open();
    const user = userEvent.setup();
    await user.click(screen.getByRole("button", { name: "Language" }));
    await user.click(await screen.findByRole("menuitem", { name: "中文" }));
    await waitFor(() => expect(document.documentElement.lang).toBe("zh-CN"));
    expect(await screen.findByRole("navigation", { name: "导航" })).toBeInTheDocument();
    await waitFor(() => expect(localStorage.getItem("fiscal.language")).toBe("zh"));
  });
});

describe("search", () => {
  it("opens the first result with Enter", async () => {
    const { router } = await open();
    const user = userEvent.setup();
    const box = screen.getByRole("searchbox", { name: "Search" });
    await user.type(box, " 0000900001 ");
    await waitFor(() => expect(asked.at(-1)).toBe("0000900001"));
    // Enter opens what was found only when that is what was typed last.
    expect(await screen.findByText("2 results")).toBeInTheDocument();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(router.state.location.pathname).toBe("/bills/31060125/0000900001"));
    await waitFor(() => expect(box).toHaveValue(""));
  });

  it("chooses with the arrows, and asks once for what was typed in one go", async () => {
    const { router } = await open();
    // Without a pause between the letters no timer can run between them.
    const user = userEvent.setup({ delay: null });
    await user.type(screen.getByRole("searchbox", { name: "Search" }), "FLOW");
    const options = await screen.findAllByRole("option");
    expect(options.map((option) => within(option).getByText(/^(Bill|Lock)$/).textContent)).toEqual([
      "Bill",
      "Lock",
    ]);
    await user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
    await waitFor(() => expect(router.state.location.pathname).toBe("/locks"));
    expect(router.state.location.search).toBe("?flow=FLOW-1");
    expect(asked).toEqual(["FLOW"]);
  });

  it("is reached by a key, and says that there is nothing", async () => {
    await open();
    fireEvent.keyDown(document.documentElement, { key: "/", code: "Slash" });
    const box = screen.getByRole("searchbox", { name: "Search" });
    expect(box).toHaveFocus();
    const user = userEvent.setup();
    await user.type(box, "nothing");
    expect(await screen.findByText("0 results")).toBeInTheDocument();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(box).toHaveValue(""));
  });
});

describe("banner", () => {
  it("is silent while all is well", async () => {
    await open();
    await waitFor(() => expect(screen.getByRole("main")).toBeInTheDocument());
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("tells of an index that lags, has no node, or cannot be reached", async () => {
    status = { ...STATUS, lagBlocks: 2_500 };
    const lagging = await open();
    expect(await screen.findByText(/2,500 blocks are missing/)).toBeInTheDocument();
    lagging.unmount();

    status = { ...STATUS, finalized: null };
    const cut = await open();
    expect(await screen.findByText("The index has no connection to its node")).toBeInTheDocument();
    cut.unmount();

    status = null;
    await open();
    expect(
      await screen.findByText("The index cannot be reached", undefined, { timeout: 15_000 }),
    ).toBeInTheDocument();
  });
});
