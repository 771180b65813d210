import { screen, waitFor } from "@testing-library/react";
import i18next from "i18next";
import { describe, expect, it } from "vitest";
import { Failure } from "../src/components/QueryState";
import { ApiError } from "../src/lib/api";
import { RpcError } from "../src/lib/rpc";
import { repositoryFile } from "./develop/vectors";
import { show } from "./render";

/** Shows a failure in Chinese; answers its alert. */
async function failure(error: Error): Promise<HTMLElement> {
  await show(<Failure error={error} />, { language: "zh" });
  return screen.findByRole("alert");
}

describe("what a server says is wrong, on a Chinese page", () => {
  it("is told by the code of the index, with its own words as a detail", async () => {
    const alert = await failure(new ApiError("invalid_parameter", "not a number", "issuer", 400));
    expect(alert).toHaveTextContent("参数格式不正确");
    expect(alert).toHaveTextContent("有误的参数：issuer");
    expect(screen.getByText("not a number")).toHaveAttribute("lang", "en");
  });

  it("is told by the catalogue's words for the code of the node", async () => {
    const alert = await failure(new RpcError(20_001, "number: bill number: not 10 ASCII digits"));
    expect(alert).toHaveTextContent("节点返回错误");
    await waitFor(() => expect(alert).toHaveTextContent("更正该字段。"));
    expect(
      screen.getByText("20001 INVALID_PARAMETER: number: bill number: not 10 ASCII digits"),
    ).toHaveAttribute("lang", "en");
  });

  it("is told for a transaction that is refused", async () => {
    const refused = await failure(new RpcError(1_010, "Invalid Transaction", "Custom error: 4"));
    await waitFor(() => expect(refused).toHaveTextContent("参与方的配额暂时用尽。"));
    expect(refused).toHaveTextContent("1010 QUOTA_EXHAUSTED: Invalid Transaction");
  });

  it("is told for codes of JSON-RPC itself", async () => {
    const alert = await failure(new RpcError(-32_601, "Method not found"));
    expect(alert).toHaveTextContent("节点不提供该方法。");
    expect(alert).toHaveTextContent("-32601: Method not found");
  });

  it("is told alike where it came over the other connection", async () => {
    const message = "20002: the runtime could not answer: gone";
    const alert = await failure(Object.assign(new Error(message), { code: 20_002 }));
    await waitFor(() => expect(alert).toHaveTextContent("运行时无法应答。"));
    expect(alert).toHaveTextContent(
      "20002 RUNTIME_UNAVAILABLE: the runtime could not answer: gone",
    );
  });

  it("is its own words alone where nothing else is known", async () => {
    const alert = await failure(new RpcError(4_242, "odd"));
    expect(alert).toHaveTextContent(/^节点返回错误服务器原文： 4242: odd$/);
  });

  it("is nothing where no server was reached", async () => {
    const alert = await failure(new RpcError(0, "The node cannot be reached.", null, "network"));
    expect(alert).toHaveTextContent(/^无法连接区块链节点$/);
  });
});

describe("the codes of the index", () => {
  it("have words, all of them", async () => {
    const source = repositoryFile("off-chain-workers/indexer/src/serve/fault.rs");
    const [, body = ""] = /pub enum ProblemCode \{([^}]*)\}/.exec(source) ?? [];
    const codes = [...body.matchAll(/^\s*([A-Z]\w+),$/gm)].map(([, name = ""]) =>
      name.replaceAll(/(?<=[a-z])([A-Z])/g, "_$1").toLowerCase(),
    );
    expect(codes).toContain("invalid_parameter");
    expect(codes.length).toBeGreaterThan(10);
    await show(null);
    expect(codes.filter((code) => !i18next.exists(`error.${code}`))).toEqual([]);
  });
});
