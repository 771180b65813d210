import { useTranslation } from "react-i18next";
import { ApiError } from "./api";
import { RpcError } from "./rpc";

/** What went wrong, for people. */
export interface FaultText {
  /** What happened, in the language of the page. */
  title: string;
  /** What it means and what helps, in the language of the page; null where the title says it all. */
  text: string | null;
  /** What a server says, in its own language, behind its stable code; null where it says nothing. */
  detail: string | null;
}

/** Codes of what happened before a server could say anything. */
const OWN = new Set(["network", "timeout", "malformed"]);

/** The node's code for a transaction that it takes into no block. */
const INVALID_TRANSACTION = 1_010;

/**
 * An error of the node as such. One that came over WebSocket is of the library's own class, which puts
 * the code before the message.
 */
function nodeError(error: unknown): RpcError | null {
  if (error instanceof RpcError) return error;
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "number")
    return null;
  const prefix = `${error.code}: `;
  if (!error.message.startsWith(prefix)) return null;
  const data = "data" in error ? error.data : null;
  return new RpcError(error.code, error.message.slice(prefix.length), data);
}

/** Where the catalogue says what a node's code means; null for a code of JSON-RPC itself. */
function placeOf({ code, data }: RpcError): string | null {
  const refusal = /^Custom error: (\d+)$/.exec(typeof data === "string" ? data : "")?.[1];
  if (code === INVALID_TRANSACTION && refusal) return `catalogue:transactions.${refusal}`;
  return code > 0 ? `catalogue:rpc.${code}` : null;
}

/**
 * Words for what a request failed with. The catalogue is long and is read with the first error that it
 * explains: `shown` is the error that is on the page.
 */
export function useFaultText(shown?: unknown): (error: unknown) => FaultText {
  const node = nodeError(shown);
  const explained = node !== null && placeOf(node) !== null;
  const { t, i18n } = useTranslation(explained ? ["core", "catalogue"] : ["core"], {
    useSuspense: false,
  });
  const known = (key: string) => (i18n.exists(key) ? t(key) : null);

  const ofNode = (error: RpcError): FaultText => {
    const place = placeOf(error);
    const name = place && known(`${place}.name`);
    const words = place
      ? [known(`${place}.meaning`), known(`${place}.action`)]
      : [known(`core:error.jsonRpc.${error.code}`)];
    const said = words.filter((each) => each !== null).join(" ");
    return {
      title: t("core:error.node.refused"),
      text: said || null,
      detail: `${error.code}${name ? ` ${name}` : ""}: ${error.message}`,
    };
  };

  return (error) => {
    const general = t("core:error.title");
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof ApiError) {
      const title = known(`core:error.${error.code}`) ?? general;
      if (OWN.has(error.code)) return { title, text: null, detail: null };
      const text = error.field ? t("core:error.field", { field: error.field }) : null;
      return { title, text, detail: message };
    }
    const answered = nodeError(error);
    if (answered) {
      const { reason } = answered;
      if (reason === null) return ofNode(answered);
      const own = known(`core:error.node.${reason}`);
      if (own !== null) return { title: own, text: null, detail: null };
      return { title: known(`core:error.${reason}`) ?? general, text: null, detail: message };
    }
    return { title: general, text: message, detail: null };
  };
}

/** A fault in one line, where there is room for no more. */
export function faultLine({ title, text }: FaultText): string {
  return text === null ? title : `${title} · ${text}`;
}
