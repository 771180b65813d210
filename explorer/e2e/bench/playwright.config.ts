import { defineConfig } from "@playwright/test";
import config from "../playwright.config";

/** Measures instead of testing: nothing here fails because it is slow. */
export default defineConfig({
  ...config,
  testDir: ".",
  projects: [
    { name: "timings", testMatch: "timings.ts", use: { viewport: { width: 1366, height: 768 } } },
  ],
});
