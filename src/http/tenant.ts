/** Which business a call is about: a provider's own, or the one an admin names. */
import { invalid, type Refusal } from "../domain/refusal";
import { err, ok, type Result } from "../domain/result";
import type { Principal } from "./principal";

export function businessOf(principal: Principal, named: string | undefined): Result<string, Refusal> {
  if (principal.role === "provider") return ok(principal.businessId);
  return named === undefined ? err(invalid("business_id", "Admins must name the business")) : ok(named);
}

/** Whose pickups, orders or data a call is about: the caller's own, or those of the user an admin names by `field`. */
const ownOr =
  (field: string) =>
  (principal: Principal, named: string | undefined): Result<string, Refusal> => {
    if (principal.role !== "admin") return ok(principal.userId);
    return named === undefined ? err(invalid(field, "Admins must name the user")) : ok(named);
  };

export const customerOf = ownOr("customer_id");
export const userOf = ownOr("user_id");

/** Whether a pickup is there for the caller: its customer, its business, an admin. */
export const canSee = (principal: Principal, pickup: { customerId: string; businessId: string }): boolean =>
  principal.role === "customer" || principal.role === "ngo"
    ? pickup.customerId === principal.userId
    : canManage(principal, pickup.businessId);

/** Whether an object of this business is there for the caller. */
export const canManage = (principal: Principal, businessId: string): boolean =>
  principal.role === "admin" || (principal.role === "provider" && principal.businessId === businessId);
