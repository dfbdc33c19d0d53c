/**
 * What AWS's documentation says of each operator, written down by hand: the grid combines these rows and
 * knows nothing of how the evaluator works.
 */

const OPERATORS =
  "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html";
const LOGIC =
  "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html";
const SETS =
  "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html";

const STORE = "arn:aws:someservice:us-east-2:999999999999:store/abc";
const FINANCE = "arn:aws:someservice:*:111122223333:finance/*";

/** One comparison: which listed values match the value that the request carries, and which do not. */
export interface Primitive {
  operator: string;
  /** The opposite operator, for which a match is what must not be. */
  negated?: string;
  key: string;
  given: string;
  matching: string[];
  other: string[];
  source: string;
}

export const PRIMITIVES: Primitive[] = [
  {
    operator: "StringEquals",
    negated: "StringNotEquals",
    key: "aws:SourceVpce",
    given: "vpce-0a1b",
    matching: ["vpce-0a1b"],
    // Wildcards are for the Like operators alone.
    other: ["vpce-0A1B", "vpce-0a1", "vpce-0a1bc", "vpce-*", "vpce-0a1?", "*"],
    source: `${OPERATORS}#Conditions_String "Exact matching, case sensitive"`,
  },
  {
    operator: "StringEqualsIgnoreCase",
    negated: "StringNotEqualsIgnoreCase",
    key: "aws:SourceVpc",
    given: "vpc-0a1b",
    matching: ["vpc-0a1b", "VPC-0A1B", "vpc-0A1b"],
    other: ["vpc-0a1", "VPC-*", "*"],
    source: `${OPERATORS}#Conditions_String "Exact matching, ignoring case"`,
  },
  {
    operator: "StringLike",
    negated: "StringNotLike",
    key: "aws:SourceVpce",
    given: "vpce-0a1b",
    matching: ["vpce-0a1b", "vpce-*", "*", "*1b", "v*e-*b", "vpce-0a1?", "vpce-????", "**"],
    other: ["VPCE-*", "vpce-", "vpce-0a1b?", "?vpce-0a1b", "vpce-???", "*c"],
    source: `${OPERATORS}#Conditions_String "Case-sensitive matching. … multi-character match wildcards (*) and single-character match wildcards (?) anywhere in the string"`,
  },
  ...["Like", "Equals"].map((kind) => ({
    operator: `Arn${kind}`,
    negated: `ArnNot${kind}`,
    key: "aws:PrincipalArn",
    given: "arn:aws:iam::222222222222:role/caller",
    matching: [
      "arn:aws:iam::222222222222:role/caller",
      "arn:aws:iam::222222222222:role/*",
      "arn:*:iam:*:2222????2222:*",
      "arn:aws:iam::*:role/calle?",
    ],
    other: [
      "arn:aws:iam::222222222222:role/Caller",
      "arn:aws:iam::333333333333:role/*",
      "arn:aws:iam::222222222222:user/*",
    ],
    source: `${OPERATORS}#Conditions_ARN "Each of the six colon-delimited components of the ARN is checked separately"; ArnEquals and ArnLike "behave identically"`,
  })),
  // The documentation's own example of what the two kinds of operator make of one pattern.
  ...[
    ["ArnLike", "ArnNotLike"],
    ["StringLike", "StringNotLike"],
  ].map(([operator = "", negated = ""]) => ({
    ...{
      operator,
      negated,
      key: "aws:SourceArn",
      given: `${STORE}:111122223333:finance/document.txt`,
    },
    matching: [`${STORE}:*`, ...(operator === "StringLike" ? [FINANCE] : [])],
    other: [`${STORE}:*/x`, ...(operator === "StringLike" ? [] : [FINANCE])],
    source: `${OPERATORS}#Conditions_ARN "With a StringLike condition, the match succeeds … With an ArnLike condition … the match fails"`,
  })),
  {
    operator: "IpAddress",
    negated: "NotIpAddress",
    key: "aws:VpcSourceIp",
    given: "10.0.1.10",
    matching: ["10.0.1.10", "10.0.1.10/32", "10.0.1.0/24", "10.0.0.0/8", "0.0.0.0/0"],
    other: ["10.0.1.11", "10.0.1.11/32", "10.0.2.0/24", "192.168.0.0/16", "2001:db8::/32", "::/0"],
    source: `${OPERATORS}#Conditions_IPAddress "The specified IP address or range"; without a prefix "/32"`,
  },
  {
    operator: "IpAddress",
    negated: "NotIpAddress",
    key: "aws:VpcSourceIp",
    given: "2001:db8:1234:5678::1",
    matching: ["2001:DB8:1234:5678::/64", "2001:db8:1234:5678:0:0:0:1/128", "2001:db8::/32"],
    other: ["2001:db8:1234:5679::/64", "10.0.0.0/8", "0.0.0.0/0"],
    source: `${OPERATORS}#Conditions_IPAddress "203.0.113.0/24 or 2001:DB8:1234:5678::/64"`,
  },
  {
    operator: "Bool",
    key: "aws:SecureTransport",
    given: "true",
    matching: ["true"],
    other: ["false"],
    source: `${OPERATORS}#Conditions_Boolean "comparing a key to true or false"`,
  },
];

/** The lists of a condition: whether a positive operator holds, and whether its opposite does. */
export const LISTS = {
  oneMatching: { positive: "yes", negated: "no", source: `${OPERATORS}#Conditions_String` },
  oneOther: { positive: "no", negated: "yes", source: `${OPERATORS}#Conditions_String` },
  manyWithAMatch: {
    positive: "yes",
    negated: "no",
    source: `${LOGIC} several values: "a logical OR", for negated operators "a logical NOR"`,
  },
  manyWithout: {
    positive: "no",
    negated: "yes",
    source: `${LOGIC} several values: "a logical OR", for negated operators "a logical NOR"`,
  },
} as const;

/** The key is not in the request: by set prefix, then by suffix. */
export const MISSING = {
  "": {
    "": {
      positive: "no",
      negated: "yes",
      source: `${OPERATORS} "the values do not match and the condition is false. If the policy condition requires that the key is not matched … the condition is true"`,
    },
    IfExists: {
      positive: "yes",
      negated: "yes",
      source: `${OPERATORS}#Conditions_IfExists "If the key is not present, evaluate the condition element as true"`,
    },
  },
  "ForAnyValue:": {
    "": {
      positive: "no",
      negated: "no",
      source: `${SETS} "For no matching context key or if the key does not exist, the condition returns false"`,
    },
    IfExists: {
      positive: "yes",
      negated: "yes",
      source: `${OPERATORS}#Conditions_IfExists "to the end of any condition operator name except the Null condition"`,
    },
  },
  "ForAllValues:": {
    "": {
      positive: "yes",
      negated: "yes",
      source: `${SETS} "It also returns true if there are no context keys in the request"`,
    },
    IfExists: {
      positive: "yes",
      negated: "yes",
      source: `${OPERATORS}#Conditions_IfExists`,
    },
  },
} as const;

/** Null: by its listed value, whether it holds with the key there and with the key missing. */
export const NULL = {
  true: {
    there: "no",
    missing: "yes",
    source: `${OPERATORS}#Conditions_Null "the key doesn't exist"`,
  },
  false: { there: "yes", missing: "no", source: `${OPERATORS}#Conditions_Null "the key exists"` },
} as const;

/** Several values in the request, against the list of the policy. */
export const MULTIVALUED = [
  // The documentation's own example: PostDateTime and UserName against PostDateTime, Message, Tags.
  ["ForAllValues:StringEquals", ["PostDateTime", "UserName"], ["PostDateTime", "Message"], "no"],
  ["ForAllValues:StringEquals", ["Message", "PostDateTime"], ["PostDateTime", "Message"], "yes"],
  ["ForAnyValue:StringEquals", ["UserName", "Message"], ["ID", "Message"], "yes"],
  ["ForAnyValue:StringEquals", ["UserName"], ["ID", "PostDateTime"], "no"],
  // "ForAllValues returns true", "ForAnyValue returns false" for an empty data set, "such as an empty string".
  ["ForAllValues:StringEquals", [], ["ID"], "yes"],
  ["ForAnyValue:StringEquals", [], ["ID"], "no"],
  ["ForAllValues:StringEquals", [""], ["ID"], "yes"],
  ["ForAnyValue:StringEquals", [""], [""], "no"],
  // Negated: a value meets it when it is none of the list.
  ["ForAllValues:StringNotEquals", ["ID", "Message"], ["ID", "Tags"], "no"],
  ["ForAllValues:StringNotEquals", ["Message"], ["ID", "Tags"], "yes"],
  ["ForAnyValue:StringNotEquals", ["ID", "Message"], ["ID", "Tags"], "yes"],
  ["ForAnyValue:StringNotEquals", ["ID", "Tags"], ["ID", "Tags"], "no"],
  ["ForAnyValue:StringLike", ["UserName", "Message"], ["Mess*"], "yes"],
  // One value settles it, whatever becomes of one that is no boolean.
  ["ForAllValues:Bool", ["false", "perhaps"], ["true"], "no"],
  ["ForAnyValue:Bool", ["perhaps", "true"], ["true"], "yes"],
  ["ForAllValues:Bool", ["true", "perhaps"], ["true"], "unknown"],
  // Without a set operator nothing is documented.
  ["StringEquals", ["ID", "Message"], ["ID"], "unknown"],
  ["StringNotEquals", ["ID", "Message"], ["Tags"], "unknown"],
] as const;
