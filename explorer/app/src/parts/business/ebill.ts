import { fenToYuan } from "../../lib/format";
import { isCheckCode, isCode, isNumber, parseDate, parseYuan } from "./codes";
import type { FiveElements } from "./codes";

/** Larger files are hashed and not read. */
const MAX_READ_BYTES = 4 * 1024 * 1024;

function text(main: Element, tag: string): string {
  return main.getElementsByTagName(tag)[0]?.textContent?.trim() ?? "";
}

/**
 * The five elements as the XML of a fiscal e-bill states them, or nothing where the text is no such
 * file. What the file states is not checked here: it only spares typing.
 */
export function elementsOf(xml: string): FiveElements | null {
  const document = new DOMParser().parseFromString(xml, "application/xml");
  if (document.getElementsByTagName("parsererror").length > 0) {
    return null;
  }
  const main = document.getElementsByTagName("Main")[0];
  if (document.documentElement.localName !== "EInvoice" || !main) {
    return null;
  }
  const code = text(main, "EInvoiceCode");
  const number = text(main, "EInvoiceNumber");
  const checkCode = text(main, "RandomNumber");
  const issueDate = parseDate(text(main, "IssueDate"));
  const fen = parseYuan(text(main, "TotalAmount"));
  if (!isCode(code) || !isNumber(number)) {
    return null;
  }
  return {
    code,
    number,
    checkCode: isCheckCode(checkCode) ? checkCode : "",
    issueDate: issueDate ?? "",
    amount: fen === null ? "" : fenToYuan(fen),
  };
}

/** Reads a dropped file for the elements it states; nothing for files of another kind. */
export async function readElements(file: File): Promise<FiveElements | null> {
  const isXml = /xml/i.test(file.type) || /\.xml$/i.test(file.name);
  if (!isXml || file.size > MAX_READ_BYTES) {
    return null;
  }
  return elementsOf(await file.text());
}
