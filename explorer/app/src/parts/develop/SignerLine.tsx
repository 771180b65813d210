import { Button, Group, Text } from "@mantine/core";
import { IconKey, IconLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { shortHash } from "../../lib/format";
import { useSigner } from "../../lib/signer";

/** The key that is open, or the way to open one. */
export function SignerLine() {
  const { t } = useTranslation("develop");
  const { key, open, close } = useSigner();
  if (!key) {
    return (
      <Button variant="default" leftSection={<IconKey size={16} />} onClick={open}>
        {t("key.open")}
      </Button>
    );
  }
  return (
    <Group gap="xs">
      <Text size="sm" title={key.address}>
        {key.name} · {shortHash(key.address)}
      </Text>
      <Button variant="default" leftSection={<IconLock size={16} />} onClick={close}>
        {t("key.close")}
      </Button>
    </Group>
  );
}
