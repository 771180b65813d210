import { devKey, sealKeyFile } from "@fiscalchain/client/crypto";
import type { Locator, Page } from "@playwright/test";
import { expect } from "./test";
import type { Translate } from "./texts";

const PASSWORD = "e2e 票据 password";
/** Few rounds: the file protects a key that everybody knows. */
const ITERATIONS = 1_000;

/** A button whose name begins with a text, where more may follow that only few hear. */
export function button(within: Page | Locator, name: string): Locator {
  return within.getByRole("button", { name, exact: true });
}

/** Opens the key of a development account from an SM4-encrypted file, as people open theirs. */
export async function openKey(page: Page, t: Translate, name: string): Promise<void> {
  const pem = await sealKeyFile(devKey(name), PASSWORD, ITERATIONS);
  const opened = page.getByRole("banner").getByRole("button", { name: `${name}.pem` });
  await button(page.getByRole("banner"), t("core:signer.open")).click();
  const dialog = page.getByRole("dialog", { name: t("develop:key.title") });
  await dialog.locator("input[type=file]").setInputFiles({
    name: `${name}.pem`,
    mimeType: "application/x-pem-file",
    buffer: Buffer.from(pem),
  });
  await dialog.getByLabel(t("develop:key.password"), { exact: true }).fill(PASSWORD);
  await button(dialog, t("develop:key.open")).click();
  await expect(dialog).toBeHidden();
  await expect(opened).toBeVisible();
}

/** Closes the key that is open. */
export async function closeKey(page: Page, t: Translate, name: string): Promise<void> {
  await page
    .getByRole("banner")
    .getByRole("button", { name: `${name}.pem` })
    .click();
  await page.getByRole("menuitem", { name: t("core:signer.close") }).click();
  await expect(button(page.getByRole("banner"), t("core:signer.open"))).toBeVisible();
}

/**
 * Reads what would be signed, signs it, and follows it until it is final; the dialogue closes by
 * itself where the page goes on to another.
 */
export async function confirm(page: Page, t: Translate, goesOn = false): Promise<void> {
  const asking = page.getByRole("dialog", { name: t("develop:confirm.title") });
  await expect(asking.getByText(t("develop:confirm.words"))).toBeVisible();
  await expect(asking.getByText(t("develop:confirm.digest"))).toBeVisible();
  await button(asking, t("develop:confirm.sign")).click();
  if (goesOn) return;
  const following = page.getByRole("dialog", { name: t("develop:confirm.following") });
  await expect(following.getByText(t("develop:progress.stage.finalized"))).toBeVisible();
  await following
    .getByRole("button", { name: t("core:close"), exact: true })
    .last()
    .click();
  await expect(following).toBeHidden();
}

/** Chooses an option of a list that opens under its field. */
export async function choose(
  page: Page,
  field: Locator,
  option: string | RegExp,
  typed?: string,
): Promise<void> {
  await field.click();
  if (typed !== undefined) await field.fill(typed);
  await page.getByRole("option", { name: option, exact: typeof option === "string" }).click();
}
