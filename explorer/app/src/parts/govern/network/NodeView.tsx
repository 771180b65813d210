import { Alert, SimpleGrid, Stack } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Hash } from "../../../components/Hash";
import { KeyValue } from "../../../components/KeyValue";
import { Failure, QueryState } from "../../../components/QueryState";
import { Section } from "../../../components/Section";
import { Stat } from "../../../components/Stat";
import { useItem } from "../../../lib/api";
import { formatNumber } from "../../../lib/format";
import { useRpc } from "../../../lib/rpc";
import type { IndexStatus } from "../../../lib/types";

const OFTEN_MS = 5_000;
const KEPT_MS = 60_000;

interface Health {
  peers: number;
  isSyncing: boolean;
  shouldHavePeers: boolean;
}

interface SyncState {
  startingBlock: number;
  currentBlock: number;
  highestBlock: number;
}

/** The names that the node has for kinds of chains, and of nodes, in the form of a key of texts. */
function keyOf(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** A variant as the node writes it: its name, or its name with a value. */
function nameOf(variant: string | Record<string, unknown>): string {
  return typeof variant === "string" ? variant : (Object.keys(variant)[0] ?? "");
}

/** A name in two languages, English first: the part in the language of the page. */
function partOf(name: string, language: string): string {
  const at = name.search(/[\u4e00-\u9fff]/);
  if (at <= 0) return name;
  return (language.startsWith("en") ? name.slice(0, at) : name.slice(at)).trim();
}

/** The node behind these pages: its peers, how far it has come, what it is. */
export function NodeView() {
  const { t, i18n } = useTranslation("govern");
  const health = useRpc<Health>("system_health", [], { refetchMs: OFTEN_MS });
  const sync = useRpc<SyncState>("system_syncState", [], { refetchMs: OFTEN_MS });
  const status = useItem<IndexStatus>("/status", undefined, { refetchMs: OFTEN_MS });
  const version = useRpc<string>("system_version", [], { staleMs: KEPT_MS });
  const name = useRpc<string>("system_name", [], { staleMs: KEPT_MS });
  const chain = useRpc<string>("system_chain", [], { staleMs: KEPT_MS });
  const chainType = useRpc<string | Record<string, string>>("system_chainType", [], {
    staleMs: KEPT_MS,
  });
  const roles = useRpc<(string | Record<string, unknown>)[]>("system_nodeRoles", [], {
    staleMs: KEPT_MS,
  });
  const peer = useRpc<string>("system_localPeerId", [], { staleMs: KEPT_MS });
  const behind = sync.data ? sync.data.highestBlock - sync.data.currentBlock : null;
  const lonely = health.data?.shouldHavePeers === true && health.data.peers === 0;

  return (
    <Stack>
      {health.error && <Failure error={health.error} retry={health.refetch} />}
      {lonely && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title={t("network.lonely")}>
          {t("network.lonelyText")}
        </Alert>
      )}
      <SimpleGrid cols={{ base: 2, md: 4 }}>
        <Stat
          label={t("network.peers")}
          value={health.data ? formatNumber(health.data.peers) : undefined}
          hint={t("network.peersHint")}
        />
        <Stat
          label={t("network.best")}
          value={sync.data ? formatNumber(sync.data.currentBlock) : undefined}
          hint={
            behind === null
              ? undefined
              : behind > 0
                ? t("network.behind", { blocks: formatNumber(behind) })
                : t("network.upToDate")
          }
        />
        <Stat
          label={t("network.finalized")}
          value={
            status.data
              ? status.data.finalized
                ? formatNumber(status.data.finalized.height)
                : "—"
              : undefined
          }
        />
        <Stat
          label={t("network.indexed")}
          value={
            status.data
              ? status.data.indexed
                ? formatNumber(status.data.indexed.height)
                : "—"
              : undefined
          }
          hint={status.data && t("network.lag", { blocks: formatNumber(status.data.lagBlocks) })}
        />
      </SimpleGrid>
      <Section title={t("network.node")}>
        <QueryState query={version}>
          {(found) => (
            <KeyValue
              items={[
                [
                  t("network.software"),
                  `${partOf(name.data ?? "", i18n.language)} ${found}`.trim(),
                ],
                [t("network.chain"), chain.data ?? "…"],
                [
                  t("network.chainType"),
                  typeof chainType.data === "object" && chainType.data !== null
                    ? (Object.values(chainType.data)[0] ?? "—")
                    : chainType.data
                      ? t(`network.chainTypes.${keyOf(chainType.data)}`, chainType.data)
                      : "…",
                ],
                [
                  t("network.role"),
                  roles.data
                    ?.map(nameOf)
                    .map((role) => t(`network.roles.${keyOf(role)}`, role))
                    .join(t("network.and")) ?? "…",
                ],
                [t("network.syncing"), t(health.data?.isSyncing ? "core:yes" : "core:no")],
                [t("network.peerId"), <Hash key="peer" value={peer.data ?? null} />],
                [t("network.genesis"), <Hash key="genesis" value={status.data?.genesis ?? null} />],
              ]}
            />
          )}
        </QueryState>
      </Section>
    </Stack>
  );
}
