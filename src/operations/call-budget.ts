/**
 * Calls to objects and to the image store that one invocation may still make, shared by all that it does: the platform
 * ends one that makes too many, in the middle of its work.
 */
export interface CallBudget {
  left: number;
}
