import { expect, settled, test } from "../../src/test";
import { yuan } from "../../src/world";

test("the search box leads to a bill, by its number and by a flow number", async ({
  page,
  world,
  t,
}) => {
  await page.goto("/");
  await settled(page);
  const box = page.getByRole("banner").getByRole("searchbox", { name: t("core:search.label") });

  const { bill, lock } = world;
  await box.fill(`${bill.code}-${bill.number}`);
  await page
    .getByRole("option", { name: new RegExp(`${bill.code}.*${bill.number}`) })
    .first()
    .click();
  await expect(page).toHaveURL(new RegExp(`/bills/${bill.code}/${bill.number}$`));
  await expect(page.locator("main").getByText(yuan(bill.amountFen)).first()).toBeVisible();

  await page.keyboard.press("Control+k");
  await expect(box).toBeFocused();
  await box.fill(lock.flow);
  await expect(page.getByRole("option", { name: new RegExp(lock.flow) })).toBeVisible();
  await box.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/bills/${lock.code}/${lock.number}$`));

  await box.fill("no such thing at all");
  await expect(page.getByText(t("core:search.none")).first()).toBeVisible();
});

test("a block, a transaction and a participant are found by what people have of them", async ({
  page,
  world,
  t,
}) => {
  await page.goto("/");
  await settled(page);
  const box = page.getByRole("banner").getByRole("searchbox", { name: t("core:search.label") });
  const { block, transaction, issuer } = world;
  for (const [text, url] of [
    [block.hash, new RegExp(`/blocks/(${block.height}|${block.hash})$`)],
    [transaction.hash, /\/transactions\/.+/],
    [issuer.did, new RegExp(`/participants/${issuer.id}$`)],
    [world.names(1), /\/participants\/1$/],
  ] as const) {
    await box.fill(text);
    await page.getByRole("banner").getByRole("option").first().click();
    await expect(page).toHaveURL(url);
    // The keyboard goes on at the beginning of the page that was found.
    await expect(page.locator("main")).toBeFocused();
    await settled(page);
  }
});
