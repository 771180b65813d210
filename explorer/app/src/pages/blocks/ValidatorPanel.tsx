import { Box, Group, Skeleton, Stack, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Participant } from "../../components/Participant";
import { Failure } from "../../components/QueryState";
import { StatusBadge } from "../../components/StatusBadge";
import { apiGet, type ApiError } from "../../lib/api";
import { formatNumber } from "../../lib/format";
import type { BlockDetail } from "../../lib/types";
import { Panel } from "./Panel";

/** A busy chain has four blocks a second; the certificate of one every so often is enough. */
const STEP_MS = 5_000;

/** The validators, and which of them signed the last block. */
export function ValidatorPanel({ last }: { last: number | null }) {
  const { t } = useTranslation("blocks");
  const query = useQuery<BlockDetail, ApiError>({
    queryKey: ["lastCertificate"],
    queryFn: ({ signal }) => apiGet<BlockDetail>(`/blocks/${last ?? 0}`, undefined, signal),
    enabled: last !== null,
    refetchInterval: STEP_MS,
    placeholderData: keepPreviousData,
  });
  const certificate = query.data?.certificate;

  return (
    <Panel title={t("overview.validators")} to="/validators">
      {query.error && !query.data && <Failure error={query.error} retry={query.refetch} />}
      {query.isPending && <Skeleton height={120} />}
      {query.data && !certificate && (
        <Text size="sm" c="dimmed">
          {t("certificate.none")}
        </Text>
      )}
      {query.data && certificate && (
        <Stack gap="xs">
          <Text size="sm" c="dimmed">
            {t("overview.signedBy", {
              signed: certificate.signers.filter((signer) => signer.signed).length,
              total: certificate.signers.length,
              height: formatNumber(query.data.height),
              round: certificate.round,
            })}
          </Text>
          <Stack component="ul" gap={6} m={0} p={0}>
            {certificate.signers.map((signer) => (
              <Group component="li" key={signer.publicKey} justify="space-between" wrap="nowrap">
                <Box fz="sm" className="breakable">
                  <Participant id={signer.participant} />
                </Box>
                <StatusBadge kind="certificate" value={signer.signed ? "signed" : "missing"} />
              </Group>
            ))}
          </Stack>
        </Stack>
      )}
    </Panel>
  );
}
