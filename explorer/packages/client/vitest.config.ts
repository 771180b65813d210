import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Modules are loaded once and not once a file.
    pool: "threads",
    isolate: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
