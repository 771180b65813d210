import { button, closeKey, confirm, openKey } from "../../src/people";
import { expect, settled, test } from "../../src/test";

test("a motion is proposed to the council and two members vote on it", async ({
  page,
  world,
  t,
  language,
}) => {
  test.slow();
  const reason = `E2E ${language} ${Date.now()}`;

  await page.goto(`/policies/${world.policy.id}`);
  await settled(page);
  await openKey(page, t, "Finance");
  await page
    .getByRole("button", {
      name: new RegExp(`^(${t("govern:policies.repeal")}|${t("govern:policies.giveUp")})$`),
    })
    .click();
  const decide = page.getByRole("dialog", { name: t("govern:decide.title") });
  await decide.getByRole("radio", { name: t("govern:decide.ways.council") }).check();
  await decide.getByLabel(t("govern:decide.reason")).fill(reason);
  await expect(decide.getByLabel(t("govern:decide.threshold"))).toHaveValue("3");
  await button(decide, t("govern:decide.continue")).click();
  await confirm(page, t);
  await decide.getByRole("link", { name: t("govern:decide.toCouncil") }).click();
  await expect(page).toHaveURL(/\/council$/);

  const motion = page.getByRole("article").filter({ hasText: reason });
  const votes = (ayes: number, nays: number) =>
    motion.getByText(t("govern:council.votes", { ayes, nays, threshold: 3, members: 4 }));
  await expect(votes(0, 0)).toBeVisible();
  await button(motion, t("govern:council.aye")).click();
  await confirm(page, t);
  await expect(votes(1, 0)).toBeVisible();
  await expect(motion.getByText(t("govern:council.votedAye"))).toBeVisible();

  await closeKey(page, t, "Finance");
  await openKey(page, t, "Medicare");
  await button(motion, t("govern:council.nay")).click();
  await confirm(page, t);
  await expect(votes(1, 1)).toBeVisible();
  await expect(motion.getByText(t("govern:council.votedNay"))).toBeVisible();

  // A key without a seat is told so.
  await closeKey(page, t, "Medicare");
  await openKey(page, t, "School");
  await expect(motion.getByText(t("govern:council.notSeated"))).toBeVisible();
});
