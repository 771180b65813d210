import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { button } from "../../src/people";
import { expect, settled, test } from "../../src/test";
import { billFile } from "../../src/world";

/** Drops a file on the place for it, as the hand does. */
async function drop(page: Page, zone: string, name: string, content: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([file, text]) => {
      const data = new DataTransfer();
      data.items.add(new File([text ?? ""], file ?? "", { type: "text/xml" }));
      return data;
    },
    [name, content],
  );
  const target = page.locator("label").filter({ hasText: zone });
  await target.dispatchEvent("dragover", { dataTransfer: transfer });
  await target.dispatchEvent("drop", { dataTransfer: transfer });
}

/** The text of an element of the XML of a bill. */
function element(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? "";
}

test("a dropped file is genuine, an altered one is not, and neither leaves the browser", async ({
  page,
  world,
  t,
}) => {
  const xml = readFileSync(billFile(world.bill), "utf8");
  const name = `${world.bill.code}-${world.bill.number}.xml`;
  const payer = element(xml, "PayerPartyName");
  expect(payer).not.toBe("");
  const sent: string[] = [];
  page.on("request", (request) => sent.push(`${request.url()} ${request.postData() ?? ""}`));

  await page.goto("/bills/check?way=file");
  await settled(page);
  await drop(page, t("business:check.drop"), name, xml);
  await expect(page.getByText(t("business:check.file.genuine.xml"))).toBeVisible();
  await expect(page.getByText(t("business:check.elements.genuine"))).toBeVisible();

  await drop(page, t("business:check.drop"), name, xml.replace(payer, "王小明"));
  await expect(page.getByText(t("business:check.file.mismatch"))).toBeVisible();

  for (const request of sent) {
    expect(request).not.toContain(payer);
    expect(request.length).toBeLessThan(2_000);
  }

  await page
    .getByRole("link", { name: t("business:check.open") })
    .first()
    .click();
  await expect(page).toHaveURL(new RegExp(`/bills/${world.bill.code}/${world.bill.number}`));
});

test("five elements agree with the chain, or say which differs", async ({ page, world, t }) => {
  const xml = readFileSync(billFile(world.bill), "utf8");
  await page.goto("/bills/check?way=elements");
  await settled(page);
  const form = page.getByRole("form", { name: t("business:check.elementsTitle") });
  const field = (name: string) => form.getByLabel(t(`business:element.${name}`), { exact: true });
  await field("code").fill(world.bill.code);
  await field("number").fill(world.bill.number);
  await field("checkCode").fill(element(xml, "RandomNumber"));
  await field("issueDate").fill(world.bill.issuedOn);
  await field("amount").fill(element(xml, "TotalAmount"));
  await button(form, t("business:check.verify")).click();
  await expect(page.getByText(t("business:check.elements.genuine"))).toBeVisible();

  await field("amount").fill("99999.00");
  await button(form, t("business:check.verify")).click();
  const verdict = page.locator('[data-outcome="mismatch"]');
  await expect(verdict.getByText(t("business:check.elements.mismatch"))).toBeVisible();
  await expect(verdict.getByRole("listitem")).toHaveText([t("business:element.amount")]);
});
