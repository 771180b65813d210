import type { Condition } from "./nodes";

/** Colours of health: told apart by people who see fewer colours, and named beside. */
export const HEALTH_COLOURS: Record<Condition | "online", string> = {
  online: "#2b8a3e",
  normal: "#2b8a3e",
  expiring: "#d9a406",
  suspended: "#e8590c",
  inactive: "#868e96",
  offline: "#c92a2a",
  expired: "#a61e4d",
  revoked: "#862e9c",
  disabled: "#495057",
};

/** The colour of a word of health, where there is one. */
export function healthColour(health: string): string | undefined {
  return (HEALTH_COLOURS as Record<string, string>)[health];
}
