import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconKey, IconKeyOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { shortHash } from "../lib/format";
import { useSigner } from "../lib/signer";

/** Whose key is open in this page, and the way to open or close one. */
export function SignerButton() {
  const { t } = useTranslation();
  const signer = useSigner();

  if (signer.account === null) {
    return (
      <Tooltip label={t("signer.open")}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t("signer.open")}
          onClick={signer.open}
        >
          <IconKeyOff size={18} />
        </ActionIcon>
      </Tooltip>
    );
  }
  const who = signer.name ?? shortHash(signer.account);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          variant="light"
          size="lg"
          aria-label={t("signer.opened", { who })}
          title={t("signer.opened", { who })}
        >
          <IconKey size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {who} · {shortHash(signer.account)}
        </Menu.Label>
        <Menu.Item component={Link} to="/keys">
          {t("nav.keys")}
        </Menu.Item>
        <Menu.Item onClick={signer.close}>{t("signer.close")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
