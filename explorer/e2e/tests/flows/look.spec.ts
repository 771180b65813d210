import { readFileSync } from "node:fs";
import { button, choose } from "../../src/people";
import { expect, settled, test } from "../../src/test";

test("live events come in, wait while the list is held, and are filtered", async ({ page, t }) => {
  await page.goto("/events");
  await settled(page);
  await expect(page.getByText(new RegExp(t("blocks:events.connection.open")))).toBeVisible();
  const rows = page.locator("main tbody tr");
  await expect(rows.first()).toBeVisible();

  await button(page, t("blocks:events.pause")).click();
  const held = await rows.first().textContent();
  const resume = page.getByRole("button", {
    name: new RegExp(
      t("blocks:events.resume", { waiting: "WAITING" })
        .replaceAll(/[()（）]/g, ".")
        .replace("WAITING", "[1-9]\\d*"),
    ),
  });
  // Somebody who waits sees that something waits, and the list stays what it was.
  await expect(resume).toBeVisible();
  const name = (text: string | null) => /^\w+\.\w+/.exec(text ?? "")?.[0];
  expect(name(await rows.first().textContent())).toBe(name(held));
  await resume.click();
  await expect(button(page, t("blocks:events.pause"))).toBeVisible();

  const filters = page.getByRole("search", { name: t("core:filter.label") });
  const pallet = filters.getByRole("combobox", { name: t("blocks:filter.pallet") });
  await choose(page, pallet, /^Bills\b/, "Bills");
  await expect(page).toHaveURL(/[?&]pallet=Bills\b/);
  await expect(rows.first()).toHaveText(/^Bills\.\w+/);
  for (const text of await rows.allTextContents()) expect(text).toMatch(/^Bills\.\w+/);
});

test("a list is downloaded as CSV, all of it", async ({ page, world, t }) => {
  await page.goto("/bills");
  await settled(page);
  const waiting = page.waitForEvent("download");
  await page.locator("main a[download]").click();
  const download = await waiting;
  expect(download.suggestedFilename()).toMatch(/bills.*\.csv$/);
  const text = readFileSync(await download.path(), "utf8");
  // Spreadsheets take a file with this mark for UTF-8.
  expect(text.startsWith("\ufeff")).toBe(true);
  const lines = text.trim().split(/\r?\n/);
  expect(lines.length).toBe(1 + world.summary.bills);
  expect(text).toContain(world.bill.number);
  await expect(page.getByText(t("core:csv")).first()).toBeVisible();
});

test("the language changes at once and stays", async ({ page, t, language }) => {
  await page.goto("/bills");
  await settled(page);
  const other = language === "zh" ? "English" : "中文";
  await button(page.getByRole("banner"), t("core:language")).click();
  await page.getByRole("menuitem", { name: other }).click();
  const lang = language === "zh" ? "en" : "zh-CN";
  const title = language === "zh" ? "Bills" : "票据";
  await expect(page.locator("html")).toHaveAttribute("lang", lang);
  await expect(page.getByRole("heading", { level: 1, name: title, exact: true })).toBeVisible();
  await page.reload();
  await settled(page);
  await expect(page.locator("html")).toHaveAttribute("lang", lang);
  await expect(page.getByRole("heading", { level: 1, name: title, exact: true })).toBeVisible();
});
