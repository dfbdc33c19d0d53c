import { API_SIDE } from "./faults/apiSide";
import { BALANCER_SIDE } from "./faults/balancerSide";
import { CLIENT_SIDE, type Fault } from "./faults/clientSide";
import { EVERY_KIND, EVERY_KIND_HARMLESS } from "./faults/everyKind";
import { HARMLESS } from "./faults/harmless";

/** Faults of the sample settings that stop some call, each of one resource or of what belongs to it. */
export const BLOCKING: Readonly<Record<string, Fault>> = {
  ...CLIENT_SIDE,
  ...BALANCER_SIDE,
  ...API_SIDE,
};

/** The same of the base "every kind". */
export const BLOCKING_OF_EVERY_KIND: Readonly<Record<string, Fault>> = EVERY_KIND;

/** Every fault by its name, as scenarios write it. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  ...{ ...BLOCKING, ...BLOCKING_OF_EVERY_KIND },
  ...{ ...HARMLESS, ...EVERY_KIND_HARMLESS },
};
