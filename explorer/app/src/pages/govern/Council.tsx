import { Alert, Badge, Group, Paper, Stack, Tabs, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Page } from "../../components/Page";
import { QueryState } from "../../components/QueryState";
import { useFilters } from "../../lib/filters";
import { useSigner } from "../../lib/signer";
import { AccountName } from "../../parts/govern/AccountName";
import { MotionCard } from "../../parts/govern/council/MotionCard";
import { useCouncil, type Council as CouncilState } from "../../parts/govern/council/useMotions";
import { PalletEvents } from "../../parts/govern/network/PalletEvents";

const VIEWS = ["motions", "history"] as const;

/** The council: its members, what it votes on, and what it decided. */
export default function Council() {
  const { t } = useTranslation("govern");
  const [{ view }, setFilters] = useFilters(["view"] as const);
  const current = VIEWS.find((each) => each === view) ?? "motions";
  const query = useCouncil();
  return (
    <Page title={t("council.title")} description={t("council.description")}>
      <Tabs
        value={current}
        keepMounted={false}
        onChange={(next) =>
          setFilters({ view: next === "motions" ? undefined : (next ?? undefined) })
        }
      >
        <Tabs.List>
          {VIEWS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`council.view.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="motions" pt="md">
          <QueryState query={query}>{(council) => <Motions council={council} />}</QueryState>
        </Tabs.Panel>
        <Tabs.Panel value="history" pt="md">
          <PalletEvents
            pallet="Council"
            caption={t("council.view.history")}
            emptyText={t("council.noHistory")}
          />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function Motions({ council }: { council: CouncilState }) {
  const { t } = useTranslation("govern");
  const { account } = useSigner();
  return (
    <Stack>
      <Paper withBorder p="md" component="section" aria-label={t("council.members")}>
        <Title order={2} size="h4" mb="xs">
          {t("council.membersCount", { count: council.members.length })}
        </Title>
        <Group gap="md">
          {council.members.map((member) => (
            <Group key={member} gap={4}>
              <AccountName account={member} />
              {member === account && <Badge color="fiscal">{t("council.you")}</Badge>}
              {member === council.prime && <Badge>{t("council.prime")}</Badge>}
            </Group>
          ))}
        </Group>
      </Paper>
      {council.motions.length === 0 ? (
        <Alert color="gray">
          <Text size="sm">{t("council.none")}</Text>
        </Alert>
      ) : (
        council.motions.map((motion) => (
          <MotionCard key={motion.hash} motion={motion} council={council} account={account} />
        ))
      )}
    </Stack>
  );
}
