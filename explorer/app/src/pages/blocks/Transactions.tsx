import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { DataTable } from "../../components/DataTable";
import { FilterBar } from "../../components/FilterBar";
import { period } from "../../components/filterFields";
import { LiveSwitch } from "../../components/LiveSwitch";
import { Page } from "../../components/Page";
import { csvUrl, useList } from "../../lib/api";
import { useCatalogue } from "../../lib/catalogue";
import { useFilters } from "../../lib/filters";
import { useLiveRefresh } from "../../lib/refresh";
import type { Transaction } from "../../lib/types";
import { useTransactionColumns } from "./columns";

const KEYS = ["pallet", "call", "signer", "account", "block", "success", "from", "until"] as const;

/** Transactions, newest first. */
export default function Transactions() {
  const { t } = useTranslation("blocks");
  const navigate = useNavigate();
  const [filters, setFilters] = useFilters(KEYS);
  const [live, setLive] = useState(true);
  const catalogue = useCatalogue();
  const list = useList<Transaction>("/transactions", filters);
  const state = useLiveRefresh(["blocks"], list, {
    enabled: live && !filters.until && !filters.block,
  });

  return (
    <Page
      title={t("transactions.title")}
      description={t("transactions.description")}
      actions={<LiveSwitch on={live} onChange={setLive} state={state} />}
    >
      <FilterBar
        fields={[
          {
            key: "pallet",
            label: t("filter.pallet"),
            type: "select",
            options: catalogue.pallets,
            width: 200,
          },
          {
            key: "call",
            label: t("filter.call"),
            type: "select",
            options: catalogue.calls(filters.pallet),
            width: 220,
            disabled: !filters.pallet,
          },
          { key: "signer", label: t("filter.signer"), type: "number" },
          { key: "account", label: t("filter.account"), type: "text" },
          { key: "block", label: t("filter.block"), type: "number" },
          {
            key: "success",
            label: t("transaction.result"),
            type: "select",
            width: 120,
            options: [
              { value: "true", label: t("core:status.any.success") },
              { value: "false", label: t("core:status.any.failed") },
            ],
          },
          ...period(t("core:filter.from"), t("core:filter.until")),
        ]}
        value={filters}
        onChange={(change) =>
          // The index takes a call of a pallet only.
          setFilters("pallet" in change ? { ...change, call: undefined } : change)
        }
      />
      <DataTable
        caption={t("transactions.title")}
        columns={useTransactionColumns()}
        list={list}
        rowKey={(row) => row.id}
        onRowClick={(row) => void navigate(`/transactions/${row.id}`)}
        csv={csvUrl("/transactions", filters)}
      />
    </Page>
  );
}
