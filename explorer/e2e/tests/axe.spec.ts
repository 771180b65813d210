import AxeBuilder from "@axe-core/playwright";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ROUTES } from "../src/routes";
import { expect, settled, test } from "../src/test";

const SHOTS = process.env.E2E_SHOTS;

for (const scheme of ["light", "dark"] as const) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme });

    for (const { route, path } of ROUTES) {
      test(`${route} is accessible`, async ({ page, world }) => {
        await page.goto(path(world));
        await settled(page);
        await expect(page.locator("html")).toHaveAttribute(
          "data-mantine-color-scheme",
          route === "/wall" ? /light|dark/ : scheme,
        );
        if (SHOTS && scheme === "dark") {
          mkdirSync(SHOTS, { recursive: true });
          const name = `dark${route.replaceAll(/[/:]+/g, "-")}.png`;
          await page.screenshot({ path: join(SHOTS, name), fullPage: true });
        }
        const { violations } = await new AxeBuilder({ page })
          .withTags(["wcag2a", "wcag2aa"])
          .analyze();
        const grave = violations
          .filter(({ impact }) => impact === "serious" || impact === "critical")
          .map(({ id, impact, nodes }) => ({
            id,
            impact,
            where: nodes.slice(0, 5).map(({ html, failureSummary }) => ({ html, failureSummary })),
          }));
        expect(grave).toEqual([]);
      });
    }
  });
}
