import * as fs from "fs";
import * as path from "path";

/** The most rules that AWS lets a group have, and so the most ranges that a service's clients can have. */
const MOST_RULES = 1000;

const nameOf = (i: number): string => `customer-${String(i).padStart(4, "0")}`;
const accountOf = (i: number): string => String(200_000_000_000 + i);

/** A range for each customer's VPC: one of its own, for as long as the service's group has a rule for it. */
function rangeOf(i: number): string {
  const own = i % (MOST_RULES - 1);
  return `10.${1 + Math.floor(own / 256)}.${own % 256}.0/24`;
}

/**
 * The settings of a service and of `count` customers, each with a file, an account and a VPC of its own.
 *
 * @param service text of the sample service, which ends with its customers
 * @param customer text of the sample customer
 * @returns texts by file name
 */
export function manyCustomers(
  { service, customer }: { service: string; customer: string },
  count: number,
): Record<string, string> {
  const numbers = Array.from({ length: count }, (_, i) => i);
  const [beforeCustomers = ""] = service.split("    - { name: customer,");
  const entries = numbers.map(
    (i) => `    - { name: ${nameOf(i)}, account: "${accountOf(i)}", clientCidrs: [${rangeOf(i)}] }`,
  );
  const limit = `  private-api:loadBalancer: { rulesPerGroup: ${MOST_RULES} }`;
  const own = (i: number) =>
    customer.replace("222222222222", accountOf(i)).replace("10.1.0.0/16", rangeOf(i));
  return Object.fromEntries([
    ["Pulumi.service.yaml", [beforeCustomers.trimEnd(), ...entries, limit, ""].join("\n")],
    ...numbers.map((i) => [`Pulumi.${nameOf(i)}.yaml`, own(i)]),
  ]) as Record<string, string>;
}

/** Writes them as a project, with the sample of the repository in `root`. */
export function writeManyCustomers(root: string, directory: string, count: number): void {
  const sample = (name: string) => fs.readFileSync(path.join(root, name), "utf8");
  const texts = {
    service: sample("Pulumi.service.yaml"),
    customer: sample("Pulumi.customer.yaml"),
  };
  const files = { "Pulumi.yaml": sample("Pulumi.yaml"), ...manyCustomers(texts, count) };
  fs.mkdirSync(directory);
  Object.entries(files).forEach(([name, text]) =>
    fs.writeFileSync(path.join(directory, name), text),
  );
}
