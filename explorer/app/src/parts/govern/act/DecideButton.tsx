import { Button, type ButtonProps } from "@mantine/core";
import { useState } from "react";
import type { Progress } from "../../../lib/signer";
import { DecideModal } from "./DecideModal";
import type { Decision, Way } from "./decision";

export interface DecideButtonProps extends ButtonProps {
  decision: Decision;
  label: string;
  onDone?: (progress: Progress, way: Way) => void;
}

/** A button behind which a decision is made. */
export function DecideButton({ decision, label, onDone, ...button }: DecideButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="compact-sm" variant="default" {...button} onClick={() => setOpen(true)}>
        {label}
      </Button>
      {open && <DecideModal decision={decision} onClose={() => setOpen(false)} onDone={onDone} />}
    </>
  );
}
