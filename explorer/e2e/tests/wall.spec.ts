import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, settled, test } from "../src/test";

const SHOTS = process.env.E2E_SHOTS;

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
    const cut = await page
      .locator("main section")
      .evaluateAll((panels) =>
        panels
          .filter(
            (panel) =>
              panel.scrollWidth > panel.clientWidth + 1 ||
              panel.scrollHeight > panel.clientHeight + 1,
          )
          .map((panel) => panel.textContent?.slice(0, 60)),
      );
    expect(cut).toEqual([]);
    if (SHOTS) {
      mkdirSync(SHOTS, { recursive: true });
      await page.screenshot({ path: join(SHOTS, `wall-${width}.png`) });
    }
  });
}
