import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, type RenderResult } from "@testing-library/react";
import i18next from "i18next";
import type { ReactNode } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { startI18n, type Language } from "../src/i18n";
import { cssVariables, theme } from "../src/theme";

/** A store of answers that neither keeps nor repeats. */
export function testQueries(): QueryClient {
  return new QueryClient({ defaultOptions: { queries: { retry: false, retryDelay: 1 } } });
}

/** Shows something as the application would, at an address. */
export async function show(
  node: ReactNode,
  options: { at?: string; path?: string; language?: Language; queries?: QueryClient } = {},
): Promise<RenderResult & { router: ReturnType<typeof createMemoryRouter> }> {
  const language = options.language ?? "en";
  if (!i18next.isInitialized) await startI18n(language);
  else await i18next.changeLanguage(language);
  const router = createMemoryRouter([{ path: options.path ?? "*", element: node }], {
    initialEntries: [options.at ?? "/"],
  });
  const result = render(
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} env="test">
      <QueryClientProvider client={options.queries ?? testQueries()}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...result, router };
}

/** A server made of a function from path and query to JSON, or to a status with JSON. */
export function serve(
  answer: (path: string, query: URLSearchParams, init?: RequestInit) => unknown,
): (input: RequestInfo | URL, init?: RequestInit) => Promise<Response> {
  return async (input, init) => {
    const url = new URL(String(input), "http://localhost");
    const found = answer(url.pathname, url.searchParams, init);
    if (found instanceof Response) return found;
    return Response.json(found);
  };
}
