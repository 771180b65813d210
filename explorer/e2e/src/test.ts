import { test as base, expect, type Page } from "@playwright/test";
import { explorerUrl } from "./browser";
import { textsOf, type Language, type Translate } from "./texts";
import { readWorld, type World } from "./world";

/** What went wrong in a page that nobody sees by looking at it. */
export class Watch {
  readonly faults: string[] = [];

  constructor(page: Page) {
    page.on("console", (message) => {
      if (message.type() === "error") this.faults.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => this.faults.push(`page: ${error.message}`));
    page.on("requestfailed", (request) => {
      const reason = request.failure()?.errorText ?? "";
      // Leaving a page ends what it still asked for.
      if (reason !== "net::ERR_ABORTED") this.faults.push(`${reason}: ${request.url()}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) this.faults.push(`${response.status()}: ${response.url()}`);
    });
  }

  /** Nothing went wrong. */
  expectClean(): void {
    expect(this.faults).toEqual([]);
  }
}

export interface Options {
  language: Language;
}

interface Fixtures {
  /** Texts in the language of the project. */
  t: Translate;
  watch: Watch;
}

interface WorkerFixtures {
  world: World;
}

/** Tests of pages: with the language of the project, its texts, and what the chain holds. */
export const test = base.extend<Options & Fixtures, WorkerFixtures>({
  language: ["zh", { option: true }],
  locale: async ({ language }, use) => use(language === "zh" ? "zh-CN" : "en-US"),
  t: async ({ language }, use) => use(textsOf(language)),
  watch: [
    async ({ page }, use) => {
      const watch = new Watch(page);
      await use(watch);
      watch.expectClean();
    },
    { auto: true },
  ],
  world: [
    // Playwright wants a pattern here, also where nothing is taken from it.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => use(await readWorld(explorerUrl())),
    { scope: "worker" },
  ],
});

export { expect };

/** Waits until a page shows its data: a heading, and nothing that is still being loaded. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator("main h1").first()).toBeVisible();
  await expect(page.locator(".mantine-Skeleton-root")).toHaveCount(0);
  await expect(page.locator("main .mantine-Loader-root")).toHaveCount(0);
}
