/**
 * Who is signed in. The platform's login hands the token over in the address's fragment (`#token=…`), which no server ever
 * sees; it is kept in memory and in this tab's sessionStorage, and nowhere else.
 */
import { computed, signal } from "@preact/signals";
import type { Role } from "../../domain/vocabulary";
import { forgetBookmark } from "./bookmark";
import { forgetKept } from "./kept";

const KEY = "session";

export interface Session {
  token: string;
  role: Role;
  userId: string;
  /** A provider's own; null until an admin names one. */
  businessId: string | null;
}

export const session = signal<Session | null>(null);
/** The service no longer takes the token; what the page holds stays until somebody signs in again. */
export const hasExpired = signal(false);
export const isSignedIn = computed(() => session.value !== null && !hasExpired.value);

export const token = (): string | null => session.value?.token ?? null;

/** Takes the token out of the address, or the one this tab had. Call once, before the page is drawn. */
export function restoreSession(): void {
  // It may also be handed to a page that is open.
  addEventListener("hashchange", takeHandedOver);
  if (takeHandedOver()) return;
  const kept = sessionStorage.getItem(KEY);
  if (kept) session.value = JSON.parse(kept);
}

function takeHandedOver(): boolean {
  const handedOver = new URLSearchParams(location.hash.slice(1)).get("token");
  if (!handedOver) return false;
  history.replaceState(null, "", location.pathname + location.search);
  signIn(handedOver);
  return true;
}

/** False when the text is no token of ours. The service checks it; here it is only read. */
export function signIn(text: string): boolean {
  const claims = claimsOf(text);
  if (!claims) return false;
  forgetKept([claims.sub, claims.business_id ?? claims.sub]);
  keep({ token: text, role: claims.user_type, userId: claims.sub, businessId: claims.business_id ?? null });
  hasExpired.value = false;
  return true;
}

/** An admin chooses the business that the page is about. */
export function chooseBusiness(businessId: string): void {
  if (session.value) keep({ ...session.value, businessId });
}

export function signOut(): void {
  sessionStorage.removeItem(KEY);
  forgetBookmark();
  forgetKept();
  session.value = null;
  hasExpired.value = false;
}

export function sessionExpired(): void {
  if (session.value) hasExpired.value = true;
}

/** Names the business where the caller is an admin; a provider's token says it. */
export const asBusiness = (): { business_id?: string } =>
  session.value?.role === "admin" && session.value.businessId ? { business_id: session.value.businessId } : {};

function keep(next: Session): void {
  session.value = next;
  sessionStorage.setItem(KEY, JSON.stringify(next));
}

interface Claims {
  sub: string;
  user_type: Role;
  business_id?: string;
}

function claimsOf(text: string): Claims | null {
  try {
    const payload = text.split(".")[1] ?? "";
    const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Claims>;
    return claims.sub && claims.user_type ? (claims as Claims) : null;
  } catch {
    return null;
  }
}
