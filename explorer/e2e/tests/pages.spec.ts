import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROUTES } from "../src/routes";
import { expect, settled, test } from "../src/test";

const SHOTS = process.env.E2E_SHOTS;

for (const { route, path, data } of ROUTES) {
  test(`${route} shows what the chain holds`, async ({ page, world, t, language }, info) => {
    await page.goto(path(world));
    await settled(page);

    for (const datum of data(world, t)) {
      const found =
        typeof datum === "function"
          ? datum(page)
          : page.locator("main").getByText(datum).filter({ visible: true }).first();
      await expect(found).toBeVisible();
    }
    // A page that is there may still have a part that could not be loaded.
    for (const failure of [
      "core:error.title",
      "core:error.node.refused",
      "core:failure.title",
      "develop:chain.failed",
    ]) {
      await expect(page.getByText(t(failure), { exact: true })).toHaveCount(0);
    }
    await expect(page.locator("html")).toHaveAttribute("lang", language === "zh" ? "zh-CN" : "en");
    expect(await page.title()).not.toBe("");

    // A text that is missing shows as its key.
    const keys = await page.locator("body :not(script, style, code, pre)").evaluateAll((elements) =>
      elements
        .filter(
          (element) =>
            element.children.length === 0 && !element.closest("code, pre, [lang]:not(html)"),
        )
        .map((element) => element.textContent?.trim() ?? "")
        .filter((text) => /^([a-z]\w*:)?[a-z]\w*(\.[a-z]\w*)+$/.test(text)),
    );
    expect(keys).toEqual([]);

    const excess = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(excess, "the document scrolls sideways").toBeLessThanOrEqual(0);

    // Beside the page the navigation is always there, and scrolls by itself where it is too long.
    const here = page.locator("nav a[aria-current=page]");
    const isBeside = (page.viewportSize()?.width ?? 0) >= 992 && (await here.count()) > 0;
    if (isBeside) await expect(here).toBeInViewport();

    if (SHOTS) {
      mkdirSync(SHOTS, { recursive: true });
      const name = `${info.project.name}${route.replaceAll(/[/:]+/g, "-")}.png`;
      await page.screenshot({ path: join(SHOTS, name), fullPage: true });
    }
  });
}

test("every route of the application is tested", () => {
  const source = readFileSync(new URL("../../app/src/routes.tsx", import.meta.url), "utf8");
  const routes = [...source.matchAll(/page\("([^"]+)"/g)].map(([, path = ""]) =>
    path.startsWith("/") ? path : `/${path}`,
  );
  expect(ROUTES.map(({ route }) => route).sort()).toEqual(routes.sort());
});
