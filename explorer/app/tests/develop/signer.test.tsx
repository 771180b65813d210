import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { Sm2Key } from "@fiscalchain/client/crypto";
import { devKey, publicKeyFromPem, sm2Verify, toHex, utf8 } from "@fiscalchain/client/crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearAudit, auditEntries } from "../../src/lib/audit";
import { SignerHost, useSigner } from "../../src/lib/signer";
import { askElsewhere, externalRequest, readAnswer } from "../../src/lib/signing/external";
import {
  closedBy,
  closeKey,
  INACTIVITY_MS,
  keepKey,
  noteActivity,
  openedKey,
  openedSigner,
} from "../../src/lib/signing/keys";
import { openDevelopment, openExternal } from "../../src/lib/signing/open";
import { KeyPanel } from "../../src/parts/develop/KeyPanel";
import { serve, show } from "../render";
import { repositoryFile } from "./vectors";

const DATA = "primitives/sm-crypto/tests/data";
const PEM = repositoryFile(`${DATA}/gmssl-python.pem`);
const PUBLIC = publicKeyFromPem(repositoryFile(`${DATA}/gmssl-python.pub`));
const PASSWORD = "password";

function node(chainType: string): void {
  vi.stubGlobal(
    "fetch",
    serve((path, _query, init) => {
      const body = JSON.parse(String(init?.body ?? "{}")) as { method?: string };
      if (path === "/rpc" && body.method === "system_chainType") {
        return { jsonrpc: "2.0", id: 1, result: chainType };
      }
      return { jsonrpc: "2.0", id: 1, result: null };
    }),
  );
}

function keep(key: Sm2Key): { destroyed: () => boolean } {
  let destroyed = false;
  keepKey(
    {
      source: "file",
      name: "test.pem",
      address: key.address,
      accountId: toHex(key.accountId),
      publicKey: key.publicHex,
      did: key.did,
    },
    key,
    () => {
      destroyed = true;
      key.destroy();
    },
  );
  return { destroyed: () => destroyed };
}

function Account() {
  const { account, name } = useSigner();
  return (
    <p data-testid="account">
      {account ?? "none"} {name}
    </p>
  );
}

async function offer(password: string) {
  const user = userEvent.setup();
  await show(
    <>
      <Account />
      <KeyPanel />
    </>,
  );
  await screen.findByLabelText("Password");
  const file = new File([PEM], "gmssl-python.pem", { type: "application/x-pem-file" });
  const input = document.querySelector<HTMLInputElement>('input[type="file"]');
  if (!input) throw new Error("no field for a file");
  await user.upload(input, file);
  await user.type(screen.getByLabelText("Password"), password);
  await user.click(screen.getByRole("button", { name: "Open a key" }));
  return user;
}

beforeEach(() => {
  clearAudit();
  node("Live");
});

afterEach(() => {
  closeKey();
});

describe("a key file", () => {
  it("that GmSSL published opens with its password, and signs", async () => {
    await offer(PASSWORD);
    await waitFor(() => expect(openedKey()).not.toBeNull(), { timeout: 15_000 });
    const key = openedKey();
    expect(key?.publicKey).toBe(toHex(PUBLIC));
    await waitFor(() =>
      expect(screen.getByTestId("account")).toHaveTextContent(`${key?.address} gmssl-python.pem`),
    );
    const signature = await openedSigner()?.sign(utf8("message"));
    expect(signature && sm2Verify(PUBLIC, utf8("message"), signature)).toBe(true);
  });

  it("gives one clear error for a wrong password, and opens nothing", async () => {
    await offer("Password");
    const alerts = await screen.findAllByRole("alert", {}, { timeout: 15_000 });
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toHaveTextContent("The password is wrong, or the file is damaged.");
    expect(openedKey()).toBeNull();
    expect(screen.getByTestId("account")).toHaveTextContent("none");
  });

  it("leaves neither password nor secret behind", async () => {
    await offer(PASSWORD);
    await waitFor(() => expect(openedKey()).not.toBeNull(), { timeout: 15_000 });
    const kept = JSON.stringify([{ ...localStorage }, { ...sessionStorage }, openedKey()]);
    expect(kept).not.toContain(PASSWORD);
    expect(auditEntries().map(({ action }) => action)).toEqual(["keyOpened"]);
    await waitFor(() => expect(screen.getByLabelText("Password")).toHaveValue(""));
  });
});

describe("an open key", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  it("closes when nothing is done for a quarter of an hour", () => {
    const { destroyed } = keep(devKey("Hospital"));
    vi.advanceTimersByTime(INACTIVITY_MS - 1);
    expect(openedKey()).not.toBeNull();
    vi.advanceTimersByTime(1);
    expect(openedKey()).toBeNull();
    expect(openedSigner()).toBeNull();
    expect(destroyed()).toBe(true);
    expect(closedBy()).toBe("inactivity");
    expect(auditEntries().map(({ action }) => action)).toEqual(["keyClosed", "keyOpened"]);
  });

  it("stays open while somebody is there", () => {
    keep(devKey("Hospital"));
    vi.advanceTimersByTime(INACTIVITY_MS - 60_000);
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "a" }));
    vi.advanceTimersByTime(INACTIVITY_MS - 1);
    expect(openedKey()).not.toBeNull();
    vi.advanceTimersByTime(60_000);
    expect(openedKey()).toBeNull();
  });

  it("closes after a sleep in which timers stood still, before anything is signed", () => {
    keep(devKey("Hospital"));
    vi.setSystemTime(Date.now() + INACTIVITY_MS);
    noteActivity();
    expect(openedSigner()).toBeNull();
    expect(closedBy()).toBe("inactivity");
  });

  it("is closed by its button, and by another key", () => {
    const first = keep(devKey("Hospital"));
    keep(devKey("Medicare"));
    expect(first.destroyed()).toBe(true);
    closeKey();
    expect(openedKey()).toBeNull();
    expect(closedBy()).toBe("button");
  });
});

describe("development keys", () => {
  it("are offered on a development chain alone", async () => {
    node("Live");
    const live = await show(<KeyPanel />);
    await screen.findByRole("tab", { name: "Sign elsewhere" });
    expect(screen.queryByRole("tab", { name: "Development key" })).toBeNull();
    live.unmount();
    node("Development");
    await show(<KeyPanel />);
    expect(await screen.findByRole("tab", { name: "Development key" })).toBeVisible();
  });

  it("are those of the chain's presets", async () => {
    await openDevelopment("Hospital");
    expect(openedKey()?.address).toBe(devKey("Hospital").address);
    await expect(openDevelopment("../etc")).rejects.toMatchObject({ code: "development" });
  });
});

describe("signing elsewhere", () => {
  const key = devKey("Hospital");
  const message = utf8("transaction");

  it("takes 97 bytes of this key over this message, and nothing else", async () => {
    const asked = { publicKey: key.publicKey, message };
    const signature = key.sign(message);
    const good = toHex(key.publicKey) + toHex(signature).slice(2);
    expect(await readAnswer(asked, `${good.slice(0, 80)}\n ${good.slice(80)}`)).toEqual({
      signature,
    });
    const other = devKey("Medicare");
    for (const [answer, fault] of [
      ["not hexadecimal", "form"],
      [toHex(signature), "length"],
      [toHex(other.publicKey) + toHex(other.sign(message)).slice(2), "otherKey"],
      [toHex(key.publicKey) + toHex(key.sign(utf8("other"))).slice(2), "invalid"],
    ] as const) {
      expect(await readAnswer(asked, answer)).toEqual({ fault });
    }
  });

  it("refuses what is no public key", async () => {
    await expect(openExternal("0x00")).rejects.toMatchObject({ code: "publicKey" });
    await openExternal(key.publicHex);
    expect(openedKey()).toMatchObject({ source: "external", address: key.address });
  });

  it("shows what is to be signed and hands the answer on", async () => {
    const user = userEvent.setup();
    await show(<SignerHost />);
    let answer: Promise<Uint8Array> = Promise.resolve(new Uint8Array());
    act(() => {
      answer = askElsewhere(key.publicKey, message);
    });
    expect(await screen.findByText(toHex(message))).toBeVisible();
    const field = screen.getByLabelText("Answer");
    await user.click(field);
    await user.paste(toHex(key.publicKey) + "00".repeat(64));
    await user.click(screen.getByRole("button", { name: "Use the signature" }));
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "The signature is not one of these bytes by this key.",
    );
    await user.clear(field);
    await user.paste(toHex(key.publicKey) + toHex(key.sign(message)).slice(2));
    await user.click(screen.getByRole("button", { name: "Use the signature" }));
    expect(await answer).toEqual(key.sign(message));
    await waitFor(() => expect(externalRequest()).toBeNull());
  });
});
