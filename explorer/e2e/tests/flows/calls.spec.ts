import type { Locator, Page } from "@playwright/test";
import { button, choose, confirm, openKey } from "../../src/people";
import { expect, settled, test } from "../../src/test";
import type { Translate } from "../../src/texts";

/** Numbers of development participants. */
const FINANCE = 1;
const SCHOOL = 7;

/** Says where a participant can be reached, put together from the metadata. */
async function build(page: Page, t: Translate, participant: number): Promise<Locator> {
  const main = page.locator("main");
  const pallet = main.getByRole("combobox", { name: t("develop:call.pallet"), exact: true });
  await choose(page, pallet, /^Participants\b/, "Participants");
  const call = main.getByRole("combobox", { name: t("develop:call.call"), exact: true });
  await choose(page, call, "set_services", "set_services");
  const encoded = page.getByRole("region", { name: t("develop:call.encoded") });
  // What is missing is named, and nothing can be signed until it is there.
  await expect(encoded.getByRole("alert")).toContainText("id");
  await expect(button(encoded, t("develop:call.sign"))).toBeDisabled();
  await main.getByLabel("id", { exact: true }).fill(String(participant));
  const services = main.getByRole("group", { name: "services", exact: true });
  await button(services, t("develop:value.add")).click();
  await services.getByLabel("name", { exact: true }).fill("query");
  await services.getByLabel("kind", { exact: true }).fill("BillQuery");
  await services.getByLabel("endpoint", { exact: true }).fill(`https://example.org/${Date.now()}`);
  await expect(encoded.getByText(/^0x[0-9a-f]+$/)).toBeVisible();
  return encoded;
}

test("a call is built from the metadata, signed and followed to its transaction", async ({
  page,
  t,
}) => {
  test.slow();
  await page.goto("/developer/calls");
  await settled(page);
  const main = page.locator("main");
  const encoded = await build(page, t, SCHOOL);
  const purpose = `E2E ${Date.now()}`;
  await encoded.getByLabel(t("develop:call.purpose")).fill(purpose);

  // Without a key nothing is signed; the dialogue asks for one.
  await button(encoded, t("develop:call.sign")).click();
  const asking = page.getByRole("dialog", { name: t("develop:confirm.title") });
  await expect(asking.getByText(t("develop:confirm.needsKey"))).toBeVisible();
  await expect(button(asking, t("develop:confirm.sign"))).toBeDisabled();
  await button(asking, t("core:cancel")).click();
  await expect(asking).toBeHidden();

  await openKey(page, t, "School");
  await button(encoded, t("develop:call.sign")).click();
  await confirm(page, t);
  const progress = page.getByRole("region", { name: t("develop:progress.label") });
  await expect(progress.getByText(t("develop:progress.stage.finalized"))).toBeVisible();
  await progress.locator('a[href^="/transactions/0x"]').click();
  await expect(
    page.getByRole("heading", { level: 1, name: "Participants.set_services" }),
  ).toBeVisible();
  await expect(main.getByText(t("core:status.any.success")).first()).toBeVisible();

  // What was done stands in the trail of this browser.
  await page.getByRole("link", { name: t("core:nav.keys"), exact: true }).click();
  await expect(main.getByText(purpose).first()).toBeVisible();
  await expect(main.getByText(t("develop:audit.did.finalized")).first()).toBeVisible();
});

test("a call that the chain refuses says why in words", async ({ page, t }) => {
  test.slow();
  await page.goto("/developer/calls");
  await settled(page);
  await openKey(page, t, "School");
  const encoded = await build(page, t, FINANCE);
  await button(encoded, t("develop:call.sign")).click();
  const asking = page.getByRole("dialog", { name: t("develop:confirm.title") });
  await button(asking, t("develop:confirm.sign")).click();
  const following = page.getByRole("dialog", { name: t("develop:confirm.following") });
  await expect(following.getByText(t("develop:progress.stage.failed"))).toBeVisible();
  await expect(following.getByRole("alert")).toContainText("Participants.NotAuthorized");
  await expect(following.getByRole("alert")).toContainText(
    t("catalogue:errors.Participants.NotAuthorized"),
  );
});
