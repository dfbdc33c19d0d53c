/** A contract with an API `hello` of a service in these zones. */
export const contractOf = (zoneIds: readonly (string | undefined)[]) => ({
  version: 1,
  region: "ap-northeast-1",
  account: "111111111111",
  serviceName: "com.amazonaws.vpce.ap-northeast-1.vpce-svc-0123456789abcdef0",
  zoneIds,
  apis: {
    hello: {
      id: "abcde12345",
      stage: "prod",
      host: "abcde12345.execute-api.ap-northeast-1.amazonaws.com",
      path: "/",
    },
  },
});
