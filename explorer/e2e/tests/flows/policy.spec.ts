import { button, closeKey, confirm, openKey } from "../../src/people";
import { expect, settled, test } from "../../src/test";

const TEMPLATE = { zh: "报销金额限制", en: "Claims above an amount" };

test("a policy is drafted, linted, simulated, submitted and approved by a second key", async ({
  page,
  t,
  language,
}) => {
  test.slow();
  const name = `E2E ${language} ${Date.now()}`;

  await page.goto("/policies/new");
  await settled(page);
  await openKey(page, t, "Finance");

  // Draft.
  await button(page, t("govern:workbench.template")).click();
  await page.getByRole("menuitem", { name: TEMPLATE[language] }).click();
  await page.locator("main").getByLabel(t("govern:policy.name")).first().fill(name);

  // Lint: what is missing is said at once, what is right the chain accepts.
  const check = page.getByRole("region", { name: t("govern:workbench.check") });
  const priority = page.locator("main").getByLabel(t("govern:policy.priority"), { exact: true });
  await expect(check.getByText(t("govern:policy.accepted"))).toBeVisible();
  await priority.fill("");
  await expect(check.getByText(t("govern:policy.faulty"))).toBeVisible();
  await expect(button(page, t("govern:editor.draft"))).toBeDisabled();
  await priority.fill("601");
  await expect(check.getByText(t("govern:policy.accepted"))).toBeVisible();

  // Simulate: a claim above the amount is denied, one below is not.
  const simulation = page.getByRole("region", { name: t("govern:workbench.simulation") });
  await button(simulation, t("govern:simulation.add")).click();
  const facts = page.getByRole("region", { name: t("govern:simulation.facts") });
  const results = simulation.getByRole("table", { name: t("govern:simulation.results") });
  const claimed = facts.getByLabel(t("govern:simulation.claimed"));
  await claimed.fill("60000.00");
  await expect(results.getByText(t("core:status.any.deny"))).toBeVisible();
  await facts.getByLabel(t("govern:simulation.expect")).selectOption("deny");
  await expect(results.getByText(t("govern:simulation.asExpected"))).toBeVisible();
  await claimed.fill("100.00");
  await expect(results.getByText(t("govern:simulation.notAsExpected"))).toBeVisible();

  // Submit.
  await button(page, t("govern:editor.draft")).click();
  await confirm(page, t, true);
  await expect(page).toHaveURL(/\/policies\/\d+$/);
  const policy = page.url();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.locator("main").getByText(t("core:status.any.draft")).first()).toBeVisible();

  // Propose to put it into force.
  await button(page, t("govern:policies.enact")).click();
  const decide = page.getByRole("dialog", { name: t("govern:decide.title") });
  await decide.getByRole("radio", { name: t("govern:decide.ways.approval") }).check();
  await decide.getByLabel(t("govern:decide.flow")).selectOption("1");
  await decide.getByLabel(t("govern:decide.reason")).fill(name);
  await button(decide, t("govern:decide.continue")).click();
  await confirm(page, t);
  const link = decide.locator('a[href^="/approvals/"]');
  await expect(decide.getByText(t("govern:decide.done.approval"))).toBeVisible();
  const approval = (await link.getAttribute("href")) ?? "";
  await link.click();
  await expect(page).toHaveURL(new RegExp(`${approval}$`));
  await expect(
    page.locator("main").getByText(t("govern:approvals.state.pending")).first(),
  ).toBeVisible();

  // Approve with the key of another fiscal authority, which finds it in its inbox.
  await closeKey(page, t, "Finance");
  await openKey(page, t, "Treasury");
  await page.getByRole("link", { name: t("core:nav.approvals"), exact: true }).click();
  await page.locator(`main a[href="${approval}"]`).click();
  await button(page, t("govern:approvals.approve")).click();
  const comment = page.getByRole("dialog", { name: t("govern:approvals.approve") });
  await button(comment, t("govern:decide.continue")).click();
  await confirm(page, t);
  await expect(
    page.locator("main").getByText(t("govern:approvals.state.executed")).first(),
  ).toBeVisible();

  await page.goto(policy);
  await settled(page);
  await expect(
    page.locator("main").getByText(t("core:status.any.effective")).first(),
  ).toBeVisible();
});
