import { apiEndpointDisabled } from "./checks/api-endpoint-disabled";
import { apiEndpointSgIngressDenied } from "./checks/api-endpoint-sg-ingress-denied";
import { apiKeyRequired } from "./checks/api-key-required";
import { apiNotDeployed } from "./checks/api-not-deployed";
import { apiNotIdentified } from "./checks/api-not-identified";
import { authDenied } from "./checks/auth-denied";
import { authRequired } from "./checks/auth-required";
import { HOPS, type Check, type WarningCheck } from "./checks/check";
import { clientSgEgressDenied } from "./checks/client-sg-egress-denied";
import { dnsAttributesOff } from "./checks/dns-attributes-off";
import { dnsNoSuchHost } from "./checks/dns-no-such-host";
import { dnsRecordMissing } from "./checks/dns-record-missing";
import { endpointNotAvailable } from "./checks/endpoint-not-available";
import { endpointPolicyDenied } from "./checks/endpoint-policy-denied";
import { endpointSgIngressDenied } from "./checks/endpoint-sg-ingress-denied";
import { integrationFailed } from "./checks/integration-failed";
import { internetRoutePresent } from "./checks/internet-route-present";
import { lambdaPermissionMissing } from "./checks/lambda-permission-missing";
import { methodNotFound } from "./checks/method-not-found";
import { nlbListenerMissing } from "./checks/nlb-listener-missing";
import { nlbNoTargetInZone } from "./checks/nlb-no-target-in-zone";
import { nlbSgEgressDenied } from "./checks/nlb-sg-egress-denied";
import { nlbSgIngressDenied } from "./checks/nlb-sg-ingress-denied";
import { nlbSgPrivatelinkDenied } from "./checks/nlb-sg-privatelink-denied";
import { policyNotDeployed } from "./checks/policy-not-deployed";
import { policyOpen } from "./checks/policy-open";
import { principalRemovedStillConnected } from "./checks/principal-removed-still-connected";
import { publicApiShadowed } from "./checks/public-api-shadowed";
import { resourcePolicyDenied } from "./checks/resource-policy-denied";
import { routeMissing } from "./checks/route-missing";
import { serviceNotFound } from "./checks/service-not-found";
import { servicePrincipalNotAllowed } from "./checks/service-principal-not-allowed";
import { serviceZoneUnsupported } from "./checks/service-zone-unsupported";
import { stageNotFound } from "./checks/stage-not-found";
import { targetClientIpPreserved } from "./checks/target-client-ip-preserved";
import { targetNotAnEndpointAddress } from "./checks/target-not-an-endpoint-address";
import { targetProxyProtocol } from "./checks/target-proxy-protocol";
import { targetsUnhealthyFailOpen } from "./checks/targets-unhealthy-fail-open";
import { tlsNameMismatch } from "./checks/tls-name-mismatch";
import { zoneHidesPublicDomain } from "./checks/zone-hides-public-domain";

/** Every check in the order in which a call meets them. */
export const CHECKS: readonly Check[] = inOrder([
  ...[dnsAttributesOff, dnsNoSuchHost, dnsRecordMissing, routeMissing, clientSgEgressDenied],
  ...[endpointSgIngressDenied, endpointNotAvailable],
  ...[serviceNotFound, servicePrincipalNotAllowed, serviceZoneUnsupported],
  ...[nlbSgPrivatelinkDenied, nlbSgIngressDenied, nlbSgEgressDenied],
  ...[nlbListenerMissing, nlbNoTargetInZone],
  ...[targetNotAnEndpointAddress, targetClientIpPreserved, targetProxyProtocol],
  ...[apiEndpointSgIngressDenied, tlsNameMismatch],
  ...[apiNotIdentified, apiEndpointDisabled, apiNotDeployed],
  ...[endpointPolicyDenied, policyNotDeployed, resourcePolicyDenied],
  ...[stageNotFound, methodNotFound, authRequired, authDenied, apiKeyRequired],
  ...[integrationFailed, lambdaPermissionMissing],
]);

/** What is worth knowing and stops nothing. */
export const WARNINGS: readonly WarningCheck[] = [
  ...[internetRoutePresent, policyOpen, principalRemovedStillConnected, publicApiShadowed],
  ...[targetsUnhealthyFailOpen, zoneHidesPublicDomain],
];

/** Every code, sorted. */
export const CODES: readonly string[] = [...CHECKS, ...WARNINGS].map(({ code }) => code).sort();

function inOrder(checks: readonly Check[]): Check[] {
  return [...checks].sort((a, b) => HOPS.indexOf(a.hop) - HOPS.indexOf(b.hop));
}
