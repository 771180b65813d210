import { DEFAULT_THEME, mergeMantineTheme } from "@mantine/core";
import { describe, expect, it } from "vitest";
import { SERIES_COLOURS } from "../src/components/chart/theme";
import { cssVariables, theme } from "../src/theme";

function channel(value: number): number {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function luminance(hex: string): number {
  const digits =
    hex.length === 4 ? [...hex.slice(1)].map((each) => each + each).join("") : hex.slice(1);
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) =>
    channel(Number.parseInt(digits.slice(at, at + 2), 16)),
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const merged = mergeMantineTheme(DEFAULT_THEME, theme);
const shade = (colour: string, at: number) => merged.colors[colour]?.[at] ?? "#000";
/** A value of a variable as a colour, through references to shades. */
function value(scheme: "light" | "dark", name: string): string {
  const text = (cssVariables(merged)[scheme] as Record<string, string>)[name] ?? "";
  const found = /^var\(--mantine-color-([a-z]+)-(\d)\)$/.exec(text);
  return found ? shade(found[1] ?? "", Number(found[2])) : text;
}

const DARK = "#242424";
const USED = ["fiscal", "green", "orange", "red", "teal", "yellow"];

describe("colours can be read", () => {
  it.each(USED)("%s: as a text, filled and light, in both schemes", (colour) => {
    const { light = 7, dark = 8 } = merged.primaryShade as { light: number; dark: number };
    expect(contrast(shade(colour, light), "#ffffff")).toBeGreaterThanOrEqual(4.5);
    expect(contrast(shade(colour, dark), "#ffffff")).toBeGreaterThanOrEqual(4.5);
    expect(contrast(shade(colour, 9), shade(colour, 1))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(shade(colour, 4), DARK)).toBeGreaterThanOrEqual(4.5);
  });

  it("dimmed texts, placeholders, errors and links", () => {
    for (const name of ["dimmed", "placeholder", "error"]) {
      expect(contrast(value("light", `--mantine-color-${name}`), "#ffffff"), name).toBeGreaterThan(
        4.5,
      );
      expect(contrast(value("dark", `--mantine-color-${name}`), DARK), name).toBeGreaterThan(4.5);
    }
    expect(contrast(value("dark", "--mantine-color-anchor"), DARK)).toBeGreaterThan(4.5);
  });

  it("marks of states and series of charts stand out", () => {
    for (const tone of ["fiscal", "gray", "green", "orange", "red"]) {
      expect(contrast(value("light", `--fiscal-tone-${tone}`), "#ffffff"), tone).toBeGreaterThan(3);
      expect(contrast(value("dark", `--fiscal-tone-${tone}`), "#2e2e2e"), tone).toBeGreaterThan(3);
    }
    for (const colour of SERIES_COLOURS.light)
      expect(contrast(colour, "#ffffff")).toBeGreaterThan(3);
    for (const colour of SERIES_COLOURS.dark) expect(contrast(colour, DARK)).toBeGreaterThan(3);
  });
});
