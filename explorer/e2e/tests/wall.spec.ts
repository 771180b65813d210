import type { Page } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, settled, test } from "../src/test";

const SHOTS = process.env.E2E_SHOTS;

/** Parts of the wall that do not show all they hold, by how they begin. */
function cutOff(page: Page): Promise<(string | undefined)[]> {
  return page
    .locator("main section, main dl > div")
    .evaluateAll((parts) =>
      parts
        .filter(
          (part) =>
            part.scrollWidth > part.clientWidth + 1 || part.scrollHeight > part.clientHeight + 1,
        )
        .map((part) => part.textContent?.slice(0, 60)),
    );
}

for (const [width, height] of [
  [1920, 1080],
  [3840, 2160],
] as const) {
  test(`the wall fills ${width}×${height} and scrolls nowhere`, async ({ page, world }) => {
    await page.setViewportSize({ width, height });
    await page.goto("/wall");
    await settled(page);
    await expect(page.getByText(world.status.chain)).toBeVisible();
    await expect(page.locator("main canvas").first()).toBeVisible();
    const fit = await page.evaluate(() => {
      const root = document.documentElement;
      const main = document.querySelector("main")?.getBoundingClientRect();
      return {
        across: root.scrollWidth - root.clientWidth,
        down: root.scrollHeight - root.clientHeight,
        width: main?.width,
        height: main?.height,
      };
    });
    expect(fit).toEqual({ across: 0, down: 0, width, height });
    // What stands in a panel stays inside of it.
    expect(await cutOff(page)).toEqual([]);
    if (SHOTS) {
      mkdirSync(SHOTS, { recursive: true });
      await page.screenshot({ path: join(SHOTS, `wall-${width}.png`) });
    }
  });
}

for (const [width, height] of [
  [360, 640],
  [844, 390],
] as const) {
  test(`the wall is one column at ${width}×${height} and cuts nothing off`, async ({
    page,
    world,
  }) => {
    await page.setViewportSize({ width, height });
    await page.goto("/wall");
    await settled(page);
    await expect(page.getByText(world.status.chain)).toBeVisible();
    await expect(page.locator("main canvas").first()).toBeVisible();
    const across = await page.locator("main").evaluate((main) => main.scrollWidth);
    expect(across).toBe(width);
    expect(await cutOff(page)).toEqual([]);
  });
}
