import { defineConfig } from "@playwright/test";
import { explorerUrl, launchOptions } from "./src/browser";
import type { Options } from "./src/test";

const SIZES = {
  "1366": { width: 1366, height: 768 },
  "1920": { width: 1920, height: 1080 },
  phone: { width: 390, height: 844 },
} as const;

const LANGUAGES = ["zh", "en"] as const;

/** Every page in every language at every size. */
const pages = LANGUAGES.flatMap((language) =>
  Object.entries(SIZES).map(([size, viewport]) => ({
    name: `${language}-${size}`,
    testMatch: "tests/pages.spec.ts",
    use: { language, viewport, hasTouch: size === "phone" },
  })),
);

/** What people do: each flow in Chinese on a laptop and in English on a large screen. */
const flows = [
  { name: "flows-zh-1366", use: { language: "zh" as const, viewport: SIZES["1366"] } },
  { name: "flows-en-1920", use: { language: "en" as const, viewport: SIZES["1920"] } },
].map((project) => ({ ...project, testMatch: "tests/flows/*.spec.ts" }));

export default defineConfig<Options>({
  testDir: ".",
  outputDir: process.env.E2E_RESULTS ?? "test-results",
  // The machine runs a chain of four validators beside: one page at a time, with time.
  workers: 1,
  timeout: 240_000,
  expect: { timeout: 60_000 },
  reporter: [["list"]],
  use: {
    baseURL: explorerUrl(),
    launchOptions: launchOptions(),
    timezoneId: "Asia/Shanghai",
    colorScheme: "light",
    actionTimeout: 60_000,
    navigationTimeout: 60_000,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
  },
  projects: [
    ...pages,
    {
      name: "axe",
      testMatch: "tests/axe.spec.ts",
      use: { language: "zh", viewport: SIZES["1366"] },
    },
    {
      name: "wall",
      testMatch: "tests/wall.spec.ts",
      use: { language: "zh", viewport: SIZES["1920"] },
    },
    ...flows,
    {
      name: "flows-zh-phone",
      testMatch: ["tests/flows/search.spec.ts", "tests/flows/check.spec.ts"],
      use: { language: "zh", viewport: SIZES.phone, hasTouch: true },
    },
  ],
});
