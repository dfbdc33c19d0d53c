import * as pulumi from "@pulumi/pulumi";

/** A call that must arrive, as a machine in the stack `from` makes it. */
export interface Call {
  from: string;
  url: string;
  headers: Record<string, string>;
  /** Whether the certificate cannot fit the name, so that the caller must not check it (`curl -k`). */
  insecure: boolean;
}

/**
 * The call of one API by one host name.
 *
 * @param named whether the name is not the API's own, which needs header and `-k`
 */
export function call(args: {
  from: string;
  host: pulumi.Input<string>;
  api: { id: pulumi.Input<string>; stage: pulumi.Input<string>; path: string };
  named?: boolean;
  /** Whether the certificate is not checked; only where the name is not the API's, unless said. */
  insecure?: boolean;
}): pulumi.Output<Call> {
  const { from, api, named = false, insecure = named } = args;
  return pulumi.all([args.host, api.id, api.stage]).apply(([host, id, stage]): Call => ({
    from,
    url: `https://${host}/${stage}${api.path === "/" ? "" : api.path}`,
    headers: named ? { "x-apigw-api-id": id } : {},
    insecure,
  }));
}
