import { Group, Progress, SimpleGrid, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Amount } from "../../components/Amount";
import { Stat } from "../../components/Stat";
import { formatPercent } from "../../lib/format";

interface AmountsProps {
  total: number;
  reimbursed: number;
  /** A red bill cancels its amount. */
  isRed: boolean;
}

/** Total, what of it is reimbursed, and what may still be. */
export function Amounts({ total, reimbursed, isRed }: AmountsProps) {
  const { t } = useTranslation("business");
  const share = total > 0 ? reimbursed / total : 0;
  return (
    <Stack gap="xs">
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        <Stat
          label={t(isRed ? "bill.redTotal" : "bill.total")}
          value={<Amount fen={isRed ? -total : total} />}
        />
        <Stat label={t("bill.reimbursed")} value={<Amount fen={reimbursed} />} />
        <Stat label={t("bill.remaining")} value={<Amount fen={isRed ? 0 : total - reimbursed} />} />
      </SimpleGrid>
      {isRed ? null : (
        <Group gap="sm" wrap="nowrap">
          <Progress
            value={share * 100}
            aria-label={t("bill.reimbursedShare")}
            style={{ flex: 1 }}
            size="lg"
          />
          <Text size="sm">{formatPercent(share)}</Text>
        </Group>
      )}
    </Stack>
  );
}
