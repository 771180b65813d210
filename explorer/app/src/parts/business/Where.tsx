import { Anchor, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

interface WhereProps {
  block: number;
  transaction: string | null;
}

/** The block something happened in, and its transaction; none for what happened as a block closed. */
export function Where({ block, transaction }: WhereProps) {
  const { t } = useTranslation("business");
  return (
    <Group gap="xs" component="span">
      <Anchor component={Link} to={`/blocks/${block}`} size="sm">
        {t("where.block", { block })}
      </Anchor>
      {transaction ? (
        <Anchor
          component={Link}
          to={`/transactions/${transaction}`}
          size="sm"
          aria-label={t("where.transactionOf", { block })}
        >
          {t("where.transaction")}
        </Anchor>
      ) : (
        <Text span size="sm" c="dimmed">
          {t("where.closing")}
        </Text>
      )}
    </Group>
  );
}
