import * as pulumi from "@pulumi/pulumi";
import * as apigateway from "@pulumi/aws/apigateway";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as lambda from "@pulumi/aws/lambda";
import { createRoutes, type ApiRoute } from "./apiRoutes";
import { apiHost, statementName } from "./names";
import { apiPolicy, canonicalJson, fingerprint } from "./policies";
import { nameTag } from "./tags";

export interface PrivateApiArgs {
  region: string;
  /** The API's name in API Gateway. */
  apiName: string;
  description?: string;
  stageName: string;
  routes: readonly ApiRoute[];
  /** Endpoints that the API is associated with and that its policy admits. */
  vpcEndpointIds: readonly pulumi.Input<string>[];
  /** Endpoints of other accounts that its policy admits too. */
  guestEndpointIds?: readonly pulumi.Input<string>[];
  /** Says in the policy, too, that every other endpoint is denied. */
  denyOthers?: boolean;
  /** The function that routes with `auth: authorizer` ask. */
  authorizer?: { functionName: pulumi.Input<string>; invokeArn: pulumi.Input<string> };
  /** Whether bodies pass as they are, whatever their type; templates cannot read them then. */
  binary?: boolean;
  /** What must be there before the stage: the account's log role. */
  logRole?: pulumi.Resource;
}

/** What a line of the access log tells. A call that names no API never reaches this log. */
const ACCESS_LOG_FORMAT = canonicalJson({
  requestId: "$context.requestId",
  requestTime: "$context.requestTime",
  method: "$context.httpMethod",
  path: "$context.path",
  status: "$context.status",
  sourceIp: "$context.identity.sourceIp",
  vpcId: "$context.identity.vpcId",
  vpceId: "$context.identity.vpceId",
  error: "$context.error.message",
});

/**
 * A REST API that answers only through the endpoints it names.
 *
 * Makes 1. the API, of type PRIVATE, 2. one resource per path, and per route a method, an integration with
 * its responses and the permission to invoke its function, 3. the resource policy, 4. a deployment that is made anew
 * when policy, endpoints or routes change, 5. a stage and 6. its access log.
 */
export class PrivateApi extends pulumi.ComponentResource {
  readonly restApiId: pulumi.Output<string>;
  readonly stageName: pulumi.Output<string>;
  /** The API's default host name. */
  readonly host: pulumi.Output<string>;

  constructor(name: string, args: PrivateApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("private-api:index:PrivateApi", name, {}, opts);
    const api = this.createApi(name, args);
    const { region, routes, guestEndpointIds = [], denyOthers = false } = args;
    const authorizer = args.authorizer && this.createAuthorizer(name, api, args.authorizer);
    const context = { name, region, api, authorizerId: authorizer?.id, parent: this };
    const integrations = createRoutes(context, routes);
    const document = pulumi
      .all([api.executionArn, pulumi.all([...args.vpcEndpointIds, ...guestEndpointIds])])
      .apply(([executionArn, endpoints]) =>
        canonicalJson(apiPolicy(executionArn, endpoints, { denyOthers })),
      );
    const policy = this.createPolicy(name, api, document);
    const needs = [policy, ...integrations, ...(authorizer ? [authorizer] : [])];
    const deployment = this.createDeployment(name, args, api, document, needs);
    const stage = this.createStage(name, args, api, deployment);

    this.restApiId = api.id;
    this.stageName = stage.stageName;
    this.host = api.id.apply((id) => apiHost(id, args.region));
    this.registerOutputs({
      restApiId: this.restApiId,
      stageName: this.stageName,
      host: this.host,
    });
  }

  private createApi(name: string, args: PrivateApiArgs) {
    return new apigateway.RestApi(
      `${name}-api`,
      {
        name: args.apiName,
        description: args.description,
        endpointConfiguration: { types: "PRIVATE", vpcEndpointIds: [...args.vpcEndpointIds] },
        ...(args.binary ? { binaryMediaTypes: ["*/*"] } : {}),
        tags: nameTag(`${name}-api`),
      },
      { parent: this },
    );
  }

  /** A function that says of every call whether it may go on; API Gateway keeps its word for a while. */
  private createAuthorizer(
    name: string,
    api: apigateway.RestApi,
    target: NonNullable<PrivateApiArgs["authorizer"]>,
  ): apigateway.Authorizer {
    const authorizer = new apigateway.Authorizer(
      `${name}-authorizer`,
      {
        restApi: api.id,
        type: "REQUEST",
        authorizerUri: target.invokeArn,
        identitySource: "method.request.header.Authorization",
        authorizerResultTtlInSeconds: 300,
      },
      { parent: this },
    );
    new lambda.Permission(
      statementName(`${name}-permission`, "authorizer"),
      {
        function: target.functionName,
        action: "lambda:InvokeFunction",
        principal: "apigateway.amazonaws.com",
        sourceArn: pulumi.interpolate`${api.executionArn}/authorizers/${authorizer.id}`,
      },
      { parent: this },
    );
    return authorizer;
  }

  private createPolicy(name: string, api: apigateway.RestApi, policy: pulumi.Output<string>) {
    return new apigateway.RestApiPolicy(
      `${name}-policy`,
      { restApiId: api.id, policy },
      { parent: this },
    );
  }

  private createDeployment(
    name: string,
    args: PrivateApiArgs,
    api: apigateway.RestApi,
    document: pulumi.Output<string>,
    needs: pulumi.Resource[],
  ) {
    // In an order of their own: moving a line in the settings is no reason to deploy.
    const routes = [...args.routes].sort((a, b) =>
      `${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1,
    );
    return new apigateway.Deployment(
      `${name}-deployment`,
      {
        restApi: api.id,
        // A change of any of these does nothing for callers until the API is deployed again.
        triggers: {
          // Our own document: what comes back from AWS may be written in another form.
          policy: document.apply((text) => fingerprint(JSON.parse(text))),
          endpoints: pulumi.all([...args.vpcEndpointIds]).apply((ids) => fingerprint(ids.sort())),
          routes: pulumi.output(routes).apply(fingerprint),
          ...(args.authorizer
            ? { authorizer: pulumi.output(args.authorizer.invokeArn).apply(fingerprint) }
            : {}),
        },
      },
      { parent: this, dependsOn: needs },
    );
  }

  private createStage(
    name: string,
    args: PrivateApiArgs,
    api: apigateway.RestApi,
    deployment: apigateway.Deployment,
  ) {
    const logGroup = new cloudwatch.LogGroup(
      `${name}-access-logs`,
      { retentionInDays: 30, tags: nameTag(`${name}-access-logs`) },
      { parent: this },
    );
    return new apigateway.Stage(
      // The stage's name is not part of its logical name: a renamed stage is replaced in place.
      `${name}-stage`,
      {
        restApi: api.id,
        deployment: deployment.id,
        stageName: args.stageName,
        accessLogSettings: { destinationArn: logGroup.arn, format: ACCESS_LOG_FORMAT },
        tags: nameTag(`${name}-stage`),
      },
      { parent: this, dependsOn: args.logRole ? [args.logRole] : [] },
    );
  }
}
