import react from "@vitejs/plugin-react";
import { defaultClientConditions } from "vite";
import { defineConfig } from "vitest/config";

/** Where the indexer answers during development. */
const INDEXER = process.env.FISCAL_INDEXER ?? "http://127.0.0.1:8080";

/** The chunk of the texts of one language and namespace, `texts-zh-business`. */
function textsOf(file: string): string | null {
  const [, language, namespace] = /i18n\/(en|zh)\/(\w+)\//.exec(file) ?? [];
  return namespace === undefined ? null : `texts-${language}-${namespace}`;
}

/**
 * Libraries that change seldom stand apart: a new version of the pages leaves them in the caches. What
 * most pages share stands together, so that a page is a handful of files and not a hundred.
 */
const GROUPS = [
  // The files of one namespace of texts are read together.
  { name: textsOf, test: /app\/src\/i18n\/(en|zh)\/\w+\// },
  { name: "echarts", test: /node_modules\/(echarts|zrender)\// },
  { name: "noble", test: /node_modules\/@(noble|scure)\// },
  // With all they alone need: a chunk that imported it back would run before it is there.
  {
    name: "polkadot",
    test: /node_modules\/(@polkadot|@polkadot-api|@substrate|bn\.js|eventemitter3|rxjs|scale-ts)\/|__vite-browser-external/,
  },
  {
    name: "react",
    test: /node_modules\/(react|react-dom|scheduler|react-router|cookie|set-cookie-parser)\//,
  },
  { name: "dates", test: /node_modules\/(@mantine\/dates|dayjs)\// },
  { name: "library", test: /node_modules\//, tags: ["$initial" as const] },
  { name: "widgets", test: /node_modules\//, minShareCount: 4 },
  {
    name: "shared",
    test: /app\/src\/(components\/(?!FilterBar)|lib|i18n\/index)/,
    minShareCount: 4,
  },
];

export default defineConfig({
  plugins: [react()],
  resolve: {
    // The client is built from its source here: no step before `vite build`.
    conditions: ["@fiscalchain/source", ...defaultClientConditions],
  },
  server: {
    proxy: {
      "/api": { target: INDEXER, changeOrigin: true },
      "/rpc": { target: INDEXER, changeOrigin: true, ws: true },
    },
  },
  build: {
    target: "es2022",
    // A file inlined as `data:` is what the content security policy refuses.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: { codeSplitting: { includeDependenciesRecursively: false, groups: GROUPS } },
    },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["./tests/setup.ts"],
    include: ["tests/**/*.test.{ts,tsx}", "src/**/*.test.{ts,tsx}"],
    css: false,
    testTimeout: 60_000,
  },
});
