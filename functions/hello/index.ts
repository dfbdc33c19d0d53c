/** What API Gateway's Lambda proxy integration takes as an answer. */
interface ProxyResult {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/** Answers every request with 200 and one line of text. */
export const handler = (): Promise<ProxyResult> =>
  Promise.resolve({
    statusCode: 200,
    headers: { "Content-Type": "text/plain; charset=utf-8" },
    body: "Hello from Lambda",
  });
