import { vi } from "vitest";
import { serve } from "../render";

/** What a method of the node answers to its parameters. */
export type Methods = Record<string, (params: unknown[]) => unknown>;

/** A call that was made. */
export interface Called {
  method: string;
  params: unknown[];
}

/** A node and an index behind `fetch`; answers the calls of the node that were made. */
export function stubServer(
  methods: Methods,
  api: (path: string, query: URLSearchParams) => unknown = () => ({ items: [], next: null }),
): Called[] {
  const calls: Called[] = [];
  vi.stubGlobal(
    "fetch",
    serve((path, query, init) => {
      if (path !== "/rpc") return api(path, query);
      const { id, method, params } = JSON.parse(String(init?.body)) as Called & { id: number };
      calls.push({ method, params });
      const answer = methods[method];
      if (!answer) {
        return { jsonrpc: "2.0", id, error: { code: -32601, message: `no method ${method}` } };
      }
      return { jsonrpc: "2.0", id, result: answer(params) };
    }),
  );
  vi.stubGlobal(
    "EventSource",
    class {
      addEventListener(): void {}
      close(): void {}
    },
  );
  return calls;
}

/** Fonts, which a text area that grows waits for and jsdom does not have. */
Object.defineProperty(document, "fonts", { configurable: true, value: new EventTarget() });
