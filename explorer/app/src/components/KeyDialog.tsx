import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { KeyPanel } from "../parts/develop/KeyPanel";

/** Asks the person for a key. */
export function KeyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("develop");
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("key.title")}
      size="lg"
      closeButtonProps={{ "aria-label": t("close", { ns: "core" }) }}
    >
      <KeyPanel onOpened={onClose} />
    </Modal>
  );
}
