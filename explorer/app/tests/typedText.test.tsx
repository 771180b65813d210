import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it } from "vitest";
import { TypedText } from "../src/components/TypedText";
import { show } from "./render";

/** An owner that follows what is handed to it when the test says so. */
async function open(first = "") {
  const handed: string[] = [];
  let follow: (value: string) => void = () => undefined;
  function Owner() {
    const [value, setValue] = useState(first);
    follow = setValue;
    return <TypedText label="Text" value={value} onChange={(next) => handed.push(next)} />;
  }
  await show(<Owner />);
  return { handed, follow: (value: string) => act(() => follow(value)), user: userEvent.setup() };
}

const field = () => screen.getByLabelText("Text");

describe("a text that is applied as it is typed", () => {
  it("keeps letters that come while the value is on its way", async () => {
    const { handed, follow, user } = await open();
    await user.type(field(), "ab{Enter}");
    await waitFor(() => expect(handed).toEqual(["ab"]));
    await user.type(field(), "c");
    follow("ab");
    expect(field()).toHaveValue("abc");
    await waitFor(() => expect(handed).toEqual(["ab", "abc"]));
  });

  it("follows a value that is set elsewhere, also back to one it had", async () => {
    const { handed, follow, user } = await open("first");
    await user.clear(field());
    await user.type(field(), "second{Enter}");
    await waitFor(() => expect(handed.at(-1)).toBe("second"));
    follow("second");
    follow("");
    expect(field()).toHaveValue("");
    follow("second");
    expect(field()).toHaveValue("second");
  });
});
