import { useTranslation } from "react-i18next";
import { ApiError } from "./api";
import { RpcError } from "./rpc";

/** What went wrong, for people. */
export interface FaultText {
  /** In the language of the page. */
  title: string;
  /** What the server says besides, which may be in another language; null where it says nothing. */
  detail: string | null;
}

/** Codes of what happened before a server could say anything. */
const OWN = new Set(["network", "timeout", "malformed"]);

/** Words for what a request failed with. */
export function useFaultText(): (error: unknown) => FaultText {
  const { t, i18n } = useTranslation();
  return (error) => {
    const message = error instanceof Error ? error.message : String(error);
    const text = (key: string) => (i18n.exists(`error.${key}`) ? t(`error.${key}`) : null);
    if (error instanceof ApiError) {
      const title = text(error.code) ?? t("error.title");
      if (OWN.has(error.code)) return { title, detail: null };
      return { title, detail: error.field ? `${error.field}: ${message}` : message };
    }
    if (error instanceof RpcError && error.reason !== null) {
      const own = text(`node.${error.reason}`);
      if (own !== null) return { title: own, detail: null };
      return { title: text(error.reason) ?? t("error.title"), detail: message };
    }
    return { title: t("error.title"), detail: message };
  };
}
