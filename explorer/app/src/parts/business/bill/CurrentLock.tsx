import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Amount } from "../../../components/Amount";
import { Hash } from "../../../components/Hash";
import { KeyValue } from "../../../components/KeyValue";
import { Participant } from "../../../components/Participant";
import { QueryState } from "../../../components/QueryState";
import { Time } from "../../../components/Time";
import { useRpc } from "../../../lib/rpc";
import { areaName } from "../areas";
import type { BillKey } from "../codes";
import type { Lock } from "../rpc-types";
import { SceneName } from "../SceneName";

/** Who holds the lock of a bill just now, for what and until when. */
export function CurrentLock({ code, number }: BillKey) {
  const { t } = useTranslation("business");
  const lock = useRpc<Lock | null>("lock_get", [code, number], { refetchMs: 10_000 });
  return (
    <QueryState query={lock}>
      {(held) =>
        held === null ? (
          <Text>{t("lock.none")}</Text>
        ) : (
          <KeyValue
            items={[
              [t("lock.holder"), <Participant key="holder" id={held.holder} />],
              [t("lock.scene"), <SceneName key="scene" id={held.scene} />],
              [t("lock.claimed"), <Amount key="claimed" fen={held.claimed} />],
              [t("lock.flow"), held.flow],
              [t("lock.region"), areaName(t, held.region)],
              [t("lock.at"), <Time key="at" ms={held.at} ago />],
              [t("lock.expires"), <Time key="expires" ms={held.expires} ago />],
              [t("lock.weight"), String(held.weight)],
              [
                t("lock.authorization"),
                <Hash
                  key="authorization"
                  value={held.authorization}
                  to={`/authorizations/${held.authorization}`}
                  short
                />,
              ],
            ]}
          />
        )
      }
    </QueryState>
  );
}
