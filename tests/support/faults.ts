import { API_SIDE } from "./faults/apiSide";
import { BALANCER_SIDE } from "./faults/balancerSide";
import { CLIENT_SIDE, type Fault } from "./faults/clientSide";
import { HARMLESS } from "./faults/harmless";

/** Faults that stop some call, each of one resource or of what belongs to it. */
export const BLOCKING: Readonly<Record<string, Fault>> = {
  ...CLIENT_SIDE,
  ...BALANCER_SIDE,
  ...API_SIDE,
};

/** Every fault by its name, as scenarios write it. */
export const FAULTS: Readonly<Record<string, Fault>> = { ...BLOCKING, ...HARMLESS };
