import { button } from "../../src/people";
import { expect, settled, test } from "../../src/test";

test("the state of the chain is read and decoded", async ({ page, world, t }) => {
  await page.goto("/developer/state?pallet=Participants&entry=Participants");
  await settled(page);
  const main = page.locator("main");
  await main
    .getByRole("textbox", { name: t("develop:state.key", { number: 1 }) })
    .fill(String(world.issuer.id));
  await button(main, t("develop:state.read")).click();
  const answer = page.getByRole("region", { name: t("develop:state.answer") });
  await expect(answer.getByText(world.issuer.name).first()).toBeVisible();
});

test("a runtime API answers, and so does a method of the node", async ({ page, world, t }) => {
  await page.goto("/developer/runtime?api=Core&method=version");
  await settled(page);
  await button(page.locator("main"), t("develop:runtime.call")).click();
  const runtime = page.getByRole("region", { name: t("develop:runtime.answer") });
  await expect(runtime.getByText(/fiscalchain/).first()).toBeVisible();

  await page.goto("/developer/rpc?method=system_chain");
  await settled(page);
  await button(page.locator("main"), t("develop:rpc.call")).click();
  const node = page.getByRole("region", { name: t("develop:rpc.answer") });
  await expect(node.getByText(new RegExp(world.status.chain))).toBeVisible();

  await page.goto("/developer/rpc?method=bill_get");
  await settled(page);
  await page.locator("main").getByLabel("code").fill(world.bill.code);
  await page.locator("main").getByLabel("number").fill(world.bill.number);
  await button(page.locator("main"), t("develop:rpc.call")).click();
  await expect(node.getByText(world.bill.issuedOn).first()).toBeVisible();
});
