import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Chart } from "../src/components/Chart";
import { toCsv } from "../src/lib/download";
import { show } from "./render";

const PNG = `data:image/png;base64,${btoa("picture")}`;
const options: unknown[] = [];
let chosen: ((item: unknown) => void) | undefined;

vi.mock("../src/components/chart/engine", () => ({
  createChart: () => ({
    setOption: (option: unknown) => options.push(option),
    on: (_event: string, listener: (item: unknown) => void) => {
      chosen = listener;
    },
    resize: () => undefined,
    dispose: () => undefined,
    getDataURL: () => PNG,
  }),
}));

const saved: { name: string; blob: Blob }[] = [];

beforeEach(() => {
  saved.length = 0;
  options.length = 0;
  URL.createObjectURL = (blob) => {
    saved.push({ name: "", blob: blob as Blob });
    return "blob:saved";
  };
  URL.revokeObjectURL = () => undefined;
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    const last = saved.at(-1);
    if (last) last.name = this.download;
  });
});

async function open(onSelect?: (item: { name: string }) => void) {
  await show(
    <Chart
      title="Bills / day"
      option={{ series: [] }}
      table={{
        columns: ["Day", "Bills"],
        rows: [
          ["2026-11-21", 12],
          ["=1+1", null],
        ],
      }}
      onSelect={onSelect}
    />,
  );
  await waitFor(() => expect(options.length).toBeGreaterThan(0));
}

describe("Chart", () => {
  it("draws its option, and says what is chosen", async () => {
    const selected = vi.fn();
    await open(selected);
    expect(options.at(-1)).toMatchObject({ series: [] });
    chosen?.({ name: "2026-11-21" });
    expect(selected).toHaveBeenCalledWith({ name: "2026-11-21" });
    expect(screen.getByRole("img", { name: /Bills \/ day, 2 values/ })).toBeInTheDocument();
  });

  it("is there as a table", async () => {
    await open();
    await userEvent.setup().click(screen.getByRole("button", { name: "Table" }));
    const table = await screen.findByRole("table", { name: "Bills / day" });
    expect(within(table).getAllByRole("row")).toHaveLength(3);
    expect(within(table).getByRole("cell", { name: "12" })).toBeInTheDocument();
    expect(screen.queryByRole("img")).toBeNull();
  });

  it("is exported as CSV that no spreadsheet runs", async () => {
    await open();
    const user = userEvent.setup();
    await user.click(screen.getByRole("button", { name: "Export" }));
    await user.click(await screen.findByRole("menuitem", { name: "CSV" }));
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(saved[0]?.name).toBe("Bills-day.csv");
    const bytes = new Uint8Array((await saved[0]?.blob.arrayBuffer()) ?? new ArrayBuffer(0));
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(new TextDecoder().decode(bytes)).toBe("Day,Bills\r\n2026-11-21,12\r\n'=1+1,\r\n");
  });

  it("is exported as an image", async () => {
    await open();
    const user = userEvent.setup();
    await user.click(screen.getByRole("button", { name: "Export" }));
    const image = await screen.findByRole("menuitem", { name: "Image (PNG)" });
    await waitFor(() => expect(image).toBeEnabled());
    await user.click(image);
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(saved[0]?.name).toBe("Bills-day.png");
    expect(saved[0]?.blob.type).toBe("image/png");
    expect(await saved[0]?.blob.text()).toBe("picture");
  });
});

describe("toCsv", () => {
  it("quotes what needs it and lets negative figures be", () => {
    expect(
      toCsv(
        ["a", "b"],
        [
          ['x,"y"', -5],
          ["line\nbreak", "-5"],
        ],
      ),
    ).toBe('\uFEFFa,b\r\n"x,""y""",-5\r\n"line\nbreak",\'-5\r\n');
  });
});
