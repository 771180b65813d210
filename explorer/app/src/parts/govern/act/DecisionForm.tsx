import { Button, Group, Modal, Stack, type ButtonProps, type MantineSize } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { DecideModal } from "./DecideModal";
import type { Decision } from "./decision";

export interface DecisionFormProps extends ButtonProps {
  /** What the button and the dialogue are called. */
  title: string;
  /** How wide the dialogue is. */
  width?: MantineSize;
  /** Whether it makes sense to go on. */
  isReady?: boolean;
  /** What is to be decided about; null while something in the form is wrong. */
  make: () => Decision | null;
  /** The form is opened. */
  onOpen?: () => void;
  /** The fields. */
  children: ReactNode;
}

/** A form in a dialogue behind a button; what it makes is decided about next. */
export function DecisionForm({
  title,
  width,
  isReady = true,
  make,
  onOpen,
  children,
  ...button
}: DecisionFormProps) {
  const { t } = useTranslation("govern");
  const [open, setOpen] = useState(false);
  const [decision, setDecision] = useState<Decision | null>(null);
  const go = () => {
    const made = make();
    if (!made) return;
    setOpen(false);
    setDecision(made);
  };
  return (
    <>
      <Button
        {...button}
        onClick={() => {
          onOpen?.();
          setOpen(true);
        }}
      >
        {title}
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={title}
        size={width}
        closeButtonProps={{ "aria-label": t("core:close") }}
      >
        <Stack>
          {children}
          <Group justify="flex-end">
            <Button disabled={!isReady} onClick={go}>
              {t("decide.continue")}
            </Button>
          </Group>
        </Stack>
      </Modal>
      {decision && <DecideModal decision={decision} onClose={() => setDecision(null)} />}
    </>
  );
}
