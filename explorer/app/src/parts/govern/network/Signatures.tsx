import { Anchor, Stack, Text, VisuallyHidden } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Participant } from "../../../components/Participant";
import { Failure, QueryState } from "../../../components/QueryState";
import { apiGet, useItem } from "../../../lib/api";
import { formatPercent, shortHash } from "../../../lib/format";
import { useLive } from "../../../lib/live";
import { useThrottled } from "../../../lib/refresh";
import type { Block, BlockDetail, CertificateSigner, Page } from "../../../lib/types";
import classes from "./Signatures.module.css";

/** Blocks whose certificates are shown. */
const BLOCKS = 20;

/** Who signed the certificates of the last blocks, and in which round they were decided. */
export function Signatures() {
  const { t } = useTranslation("govern");
  const list = useItem<Page<Block>>("/blocks", { limit: BLOCKS });
  const { refetch } = list;
  const refresh = useThrottled(() => void refetch(), 3_000);
  useLive(["blocks"], {}, refresh);
  const heights = (list.data?.items ?? []).map((block) => block.height).filter((one) => one > 0);
  const blocks = useQueries({
    queries: heights.map((height) => ({
      queryKey: ["item", `/blocks/${height}`, ""],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        apiGet<BlockDetail>(`/blocks/${height}`, undefined, signal),
      // A final block never changes.
      staleTime: Infinity,
      retry: 1,
    })),
  });
  const found = blocks.flatMap((query) => (query.data?.certificate ? [query.data] : [])).reverse();
  const failure = blocks.find((query) => query.error)?.error;
  const signers = new Map<string, CertificateSigner>();
  for (const block of found) {
    for (const signer of block.certificate?.signers ?? []) signers.set(signer.publicKey, signer);
  }
  const mark = (block: BlockDetail, key: string) =>
    block.certificate?.signers.find((signer) => signer.publicKey === key)?.signed;

  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {t("validators.signaturesHint")}
      </Text>
      {failure instanceof Error && <Failure error={failure} />}
      <QueryState query={list}>
        {() => (
          <div
            className={classes.scroll}
            // It scrolls by itself on a narrow screen, by keyboard too.
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            tabIndex={0}
            role="region"
            aria-label={t("validators.signatures")}
          >
            <table className={classes.table}>
              <caption>
                <VisuallyHidden>{t("validators.signatures")}</VisuallyHidden>
              </caption>
              <thead>
                <tr>
                  <th scope="col">{t("validators.validator")}</th>
                  <th scope="col">{t("validators.share")}</th>
                  {found.map((block) => (
                    <th scope="col" key={block.height}>
                      <Anchor component={Link} to={`/blocks/${block.height}`} inherit>
                        {block.height}
                      </Anchor>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {[...signers.values()].map((signer) => {
                  const marks = found.map((block) => mark(block, signer.publicKey));
                  const asked = marks.filter((each) => each !== undefined).length;
                  const signed = marks.filter((each) => each === true).length;
                  return (
                    <tr key={signer.publicKey}>
                      <th scope="row">
                        {signer.participant === null ? (
                          shortHash(signer.publicKey)
                        ) : (
                          <Participant id={signer.participant} />
                        )}
                      </th>
                      <td>{asked === 0 ? "—" : formatPercent(signed / asked, 0)}</td>
                      {marks.map((each, at) => (
                        <td
                          key={found[at]?.height ?? at}
                          className={
                            each === undefined ? undefined : each ? classes.signed : classes.missing
                          }
                        >
                          {each === undefined ? (
                            ""
                          ) : (
                            <>
                              <span aria-hidden>{each ? "✓" : "✗"}</span>
                              <VisuallyHidden>
                                {t(each ? "validators.signed" : "validators.missing")}
                              </VisuallyHidden>
                            </>
                          )}
                        </td>
                      ))}
                    </tr>
                  );
                })}
                <tr>
                  <th scope="row">{t("validators.round")}</th>
                  <td />
                  {found.map((block) => (
                    <td key={block.height}>{block.certificate?.round ?? "—"}</td>
                  ))}
                </tr>
              </tbody>
            </table>
          </div>
        )}
      </QueryState>
    </Stack>
  );
}
