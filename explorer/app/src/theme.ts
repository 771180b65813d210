import {
  Badge,
  Button,
  createTheme,
  Paper,
  Table,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from "@mantine/core";

/** Fonts of the system, Chinese ones among them: nothing is fetched from elsewhere. */
export const FONT_FAMILY =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif';

/** Of digests and keys. */
export const MONO_FAMILY =
  'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace';

/** The colour of the product, a quiet blue-green. */
const fiscal: MantineColorsTuple = [
  "#ebf5f9",
  "#d5e8f0",
  "#abd0df",
  "#7db6cc",
  "#58a2bf",
  "#3d93b5",
  "#1f7da1",
  "#136a8b",
  "#0d5873",
  "#06455b",
];

/*
 * The shades 7 to 9 of the library's warm and green colours are too light to be read, or to be
 * written on in white: these have a contrast of 4.5 at least.
 */
const green: MantineColorsTuple = [
  "#ebfbee",
  "#d3f9d8",
  "#b2f2bb",
  "#8ce99a",
  "#69db7c",
  "#51cf66",
  "#2f9e44",
  "#237a37",
  "#1c642c",
  "#154d22",
];
const orange: MantineColorsTuple = [
  "#fff4e6",
  "#ffe8cc",
  "#ffd8a8",
  "#ffc078",
  "#ffa94d",
  "#f08c2e",
  "#d9690f",
  "#b8500a",
  "#963f08",
  "#742f05",
];
const yellow: MantineColorsTuple = [
  "#fff9db",
  "#fff3bf",
  "#ffec99",
  "#ffe066",
  "#ffd43b",
  "#fab005",
  "#c98500",
  "#8f6200",
  "#754f00",
  "#5a3c00",
];
const teal: MantineColorsTuple = [
  "#e6fcf5",
  "#c3fae8",
  "#96f2d7",
  "#63e6be",
  "#38d9a9",
  "#20c997",
  "#0c9d74",
  "#097a5a",
  "#07634a",
  "#054d39",
];
const red: MantineColorsTuple = [
  "#fff5f5",
  "#ffe3e3",
  "#ffc9c9",
  "#ffa8a8",
  "#ff8787",
  "#f56565",
  "#e03e3e",
  "#c92a2a",
  "#a61e1e",
  "#821515",
];

/** Look of the explorer: quiet, dense, figures aligned. */
export const theme = createTheme({
  primaryColor: "fiscal",
  primaryShade: { light: 7, dark: 8 },
  colors: { fiscal, green, orange, red, teal, yellow },
  black: "#1d2429",
  fontFamily: FONT_FAMILY,
  fontFamilyMonospace: MONO_FAMILY,
  defaultRadius: "sm",
  fontWeights: { regular: "400", medium: "500", bold: "600" },
  respectReducedMotion: true,
  cursorType: "pointer",
  headings: {
    fontFamily: FONT_FAMILY,
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.5rem", lineHeight: "1.3" },
      h2: { fontSize: "1.15rem", lineHeight: "1.4" },
      h3: { fontSize: "1rem", lineHeight: "1.4" },
      h4: { fontSize: "0.95rem", lineHeight: "1.4" },
      h5: { fontSize: "0.9rem", lineHeight: "1.4" },
      h6: { fontSize: "0.85rem", lineHeight: "1.4" },
    },
  },
  components: {
    Badge: Badge.extend({ defaultProps: { variant: "light", tt: "none" } }),
    Button: Button.extend({ defaultProps: { size: "sm" } }),
    Paper: Paper.extend({ defaultProps: { radius: "sm" } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 6 } }),
  },
});

/** Colours that states are told by. */
const TONES = ["fiscal", "gray", "green", "orange", "red"] as const;

/** A variable a tone for small marks: a shade that stands out from the background. */
function tones(shade: number): Record<string, string> {
  return Object.fromEntries(
    TONES.map((tone) => [`--fiscal-tone-${tone}`, `var(--mantine-color-${tone}-${shade})`]),
  );
}

/** Variables of the page's own styles, and texts that can be read where the library's are too pale. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...tones(7),
    "--fiscal-line": "var(--mantine-color-gray-3)",
    "--fiscal-subtle": "var(--mantine-color-gray-0)",
    "--mantine-color-dimmed": "#5c636a",
    "--mantine-color-placeholder": "#6b737b",
    "--mantine-color-error": "var(--mantine-color-red-7)",
    "--mantine-color-gray-text": "#5c636a",
  },
  dark: {
    ...tones(5),
    "--fiscal-line": "var(--mantine-color-dark-4)",
    "--fiscal-subtle": "var(--mantine-color-dark-6)",
    "--mantine-color-dimmed": "#a8a8a8",
    "--mantine-color-placeholder": "#979797",
    "--mantine-color-error": "var(--mantine-color-red-4)",
    "--mantine-color-anchor": "var(--mantine-color-fiscal-3)",
    "--mantine-color-gray-text": "#b0b0b0",
  },
});
