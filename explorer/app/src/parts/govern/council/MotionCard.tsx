import {
  Badge,
  Group,
  NumberInput,
  Paper,
  Progress,
  SimpleGrid,
  Stack,
  Text,
  Title,
} from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Hash } from "../../../components/Hash";
import { KeyValue } from "../../../components/KeyValue";
import { formatNumber } from "../../../lib/format";
import { AccountName } from "../AccountName";
import { SignButton } from "../act/SignButton";
import { CallWords } from "../CallWords";
import { standingOf } from "./standing";
import type { Council, Motion } from "./useMotions";

/** What running a motion may take unless somebody says otherwise: 20 ms and 1 MB. */
const REF_TIME = 20_000_000_000;
const PROOF_SIZE = 1_000_000;

const COLOURS = { approved: "green", rejected: "red", open: "orange", over: "gray" } as const;

/** A motion: what it asks for, who voted how, and what a member may do. */
export function MotionCard({
  motion,
  council,
  account,
}: {
  motion: Motion;
  council: Council;
  /** Address of the key that is open. */
  account: string | null;
}) {
  const { t } = useTranslation("govern");
  const { hash, index, threshold, ayes, nays } = motion;
  const members = council.members.length;
  const standing = standingOf(motion, members, council.height);
  const seated = account !== null && council.members.includes(account);
  const voted = account !== null && (ayes.includes(account) || nays.includes(account));
  const share = (votes: number) => (members === 0 ? 0 : (votes / members) * 100);
  return (
    <Paper withBorder p="md" component="article" aria-label={t("council.motion", { index })}>
      <Group justify="space-between" mb="sm">
        <Group gap="sm">
          <Title order={2} size="h4">
            {t("council.motion", { index })}
          </Title>
          <Badge color={COLOURS[standing]}>{t(`council.standing.${standing}`)}</Badge>
        </Group>
        <Hash value={hash} />
      </Group>
      <Stack>
        {motion.call ? (
          <CallWords call={motion.call} />
        ) : (
          <Text c="dimmed">{t("council.unreadable")}</Text>
        )}
        <div>
          <Text size="sm" mb={4}>
            {t("council.votes", {
              ayes: ayes.length,
              nays: nays.length,
              threshold,
              members,
            })}
          </Text>
          <Progress.Root size="lg">
            <Progress.Section
              value={share(ayes.length)}
              color="green"
              aria-label={t("council.ayes")}
            />
            <Progress.Section
              value={share(nays.length)}
              color="red"
              aria-label={t("council.nays")}
            />
          </Progress.Root>
        </div>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <KeyValue
            items={[
              [t("council.ayes"), <Accounts key="ayes" accounts={ayes} />],
              [t("council.nays"), <Accounts key="nays" accounts={nays} />],
            ]}
          />
          <KeyValue
            items={[
              [t("council.threshold"), String(threshold)],
              [
                t("council.end"),
                t("council.endIn", {
                  end: formatNumber(motion.end),
                  blocks: formatNumber(Math.max(0, motion.end - council.height)),
                }),
              ],
            ]}
          />
        </SimpleGrid>
        <Group gap="xs">
          {account === null || seated ? (
            <>
              {standing !== "over" && (
                <>
                  <SignButton
                    size="sm"
                    variant={ayes.includes(account ?? "") ? "light" : "filled"}
                    color="green"
                    disabled={ayes.includes(account ?? "")}
                    label={t("council.aye")}
                    summary={t("council.ayeSummary", { index })}
                    call={() => ({
                      pallet: "Council",
                      call: "vote",
                      args: { proposal: hash, index, approve: true },
                    })}
                  />
                  <SignButton
                    size="sm"
                    variant="light"
                    color="red"
                    disabled={nays.includes(account ?? "")}
                    label={t("council.nay")}
                    summary={t("council.naySummary", { index })}
                    call={() => ({
                      pallet: "Council",
                      call: "vote",
                      args: { proposal: hash, index, approve: false },
                    })}
                  />
                </>
              )}
              {standing !== "open" && <Close motion={motion} />}
              {voted && (
                <Text size="sm" c="dimmed">
                  {t(ayes.includes(account ?? "") ? "council.votedAye" : "council.votedNay")}
                </Text>
              )}
            </>
          ) : (
            <Text size="sm" c="dimmed">
              {t("council.notSeated")}
            </Text>
          )}
        </Group>
      </Stack>
    </Paper>
  );
}

function Accounts({ accounts }: { accounts: string[] }) {
  const { t } = useTranslation("govern");
  if (accounts.length === 0) return <>{t("core:none")}</>;
  return (
    <Group gap="xs">
      {accounts.map((account) => (
        <AccountName key={account} account={account} />
      ))}
    </Group>
  );
}

function Close({ motion }: { motion: Motion }) {
  const { t } = useTranslation("govern");
  const [refTime, setRefTime] = useState<number>(REF_TIME);
  const [proofSize, setProofSize] = useState<number>(PROOF_SIZE);
  return (
    <Group gap="xs" align="flex-end">
      <SignButton
        size="sm"
        variant="filled"
        label={t("council.close")}
        summary={t("council.closeSummary", { index: motion.index })}
        call={() => ({
          pallet: "Council",
          call: "close",
          args: {
            proposalHash: motion.hash,
            index: motion.index,
            proposalWeightBound: { refTime, proofSize },
            lengthBound: motion.length,
          },
        })}
      />
      <details>
        <summary>{t("council.bounds")}</summary>
        <Group gap="xs" mt={4}>
          <NumberInput
            size="xs"
            label={t("council.refTime")}
            min={0}
            allowDecimal={false}
            value={refTime}
            onChange={(next) => setRefTime(typeof next === "number" ? next : REF_TIME)}
          />
          <NumberInput
            size="xs"
            label={t("council.proofSize")}
            min={0}
            allowDecimal={false}
            value={proofSize}
            onChange={(next) => setProofSize(typeof next === "number" ? next : PROOF_SIZE)}
          />
        </Group>
      </details>
    </Group>
  );
}
