import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { QuotaForm } from "../../src/parts/govern/quotas/QuotaForm";
import { RegisterScene } from "../../src/parts/govern/scenes/SceneForms";
import { show } from "../render";
import { stubServer } from "./stubs";

vi.mock("../../src/lib/chain", () => ({
  useChain: () => ({ client: null, status: "connecting", error: null }),
}));

beforeEach(() => {
  stubServer({ approval_highRisk: () => [{ operation: "registerScene", flow: 1 }] });
});

/** The dialogue of a form, opened. */
async function open(name: string) {
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name }));
  return { user, form: await screen.findByRole("dialog", { name }) };
}

describe("a form whose outcome is decided about", () => {
  it("goes on once it is something else than what is, and says what that is", async () => {
    await show(
      <QuotaForm subject={{ participant: 5, name: "A" }} quota={{ burst: 9, perSecond: 1 }} />,
    );
    const { user, form } = await open("Change");
    const go = within(form).getByRole("button", { name: "Continue to signing" });
    expect(go).toBeDisabled();
    await user.type(within(form).getByLabelText("Units at once"), "0");
    await waitFor(() => expect(go).toBeEnabled());
    await user.click(go);
    expect(await screen.findByText(/^Give A a quota of its own: 90 at once/)).toBeInTheDocument();
    await waitFor(() => expect(form).not.toBeInTheDocument());
  });

  it("stays and names what is wrong where it cannot go on", async () => {
    await show(<RegisterScene />);
    const { user, form } = await open("Register a scene");
    const go = within(form).getByRole("button", { name: "Continue to signing" });
    await user.click(go);
    expect(await within(form).findByText("Not in the expected form")).toBeInTheDocument();
    await user.type(within(form).getByLabelText(/^Name/), "Dental");
    await user.click(go);
    expect(await screen.findByText("Register the scene “Dental”.")).toBeInTheDocument();
    await waitFor(() => expect(form).not.toBeInTheDocument());
  });
});
