import { Button, Modal, type MantineSize } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Column } from "../../../components/DataTable";

/** A column that opens the details of a row, and the dialogue in which they are shown. */
export function useDetails<T>(
  title: (row: T) => string,
  width: MantineSize,
  details: (row: T) => ReactNode,
): [Column<T>, ReactNode] {
  const { t } = useTranslation("govern");
  const [shown, setShown] = useState<T | null>(null);
  const column: Column<T> = {
    key: "open",
    header: t("core:details"),
    render: (row) => (
      <Button size="compact-xs" variant="subtle" onClick={() => setShown(row)}>
        {t("core:open")}
      </Button>
    ),
  };
  const dialogue = (
    <Modal
      opened={shown !== null}
      onClose={() => setShown(null)}
      title={shown === null ? "" : title(shown)}
      size={width}
      closeButtonProps={{ "aria-label": t("core:close") }}
    >
      {shown !== null && details(shown)}
    </Modal>
  );
  return [column, dialogue];
}
