import { Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { LiveState } from "../lib/live";

export interface LiveSwitchProps {
  on: boolean;
  onChange: (on: boolean) => void;
  /** How the stream stands, said beside the switch when it is not well. */
  state?: LiveState;
}

/** Turns live updates on and off. */
export function LiveSwitch({ on, onChange, state = "open" }: LiveSwitchProps) {
  const { t } = useTranslation();
  const label = on && state === "offline" ? t("live.offline") : t("live.label");
  return (
    <Switch
      size="sm"
      label={label}
      checked={on}
      color={state === "offline" ? "orange" : undefined}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
