import { useEffect, useState } from "preact/hooks";
import type { Role } from "../../domain/vocabulary";
import { type Account, loadAccounts } from "./accounts";
import { chooseBusiness, hasExpired, session, signIn, signOut } from "./session";

const NAMES: Record<Role, string> = {
  customer: "a customer",
  ngo: "an NGO",
  provider: "a restaurant",
  admin: "an administrator",
};

/** Shows its children to whoever is signed in with one of the roles, and the way in to everybody else. */
export function SignedIn({ roles, children }: { roles: readonly Role[]; children: preact.ComponentChildren }) {
  const current = session.value;
  if (!current) return <SignIn roles={roles} title="Sign in" />;
  if (!roles.includes(current.role)) {
    return (
      <section>
        <h1>Not for this account</h1>
        <p>
          This page is for {roles.map((role) => NAMES[role]).join(" or ")}. You are signed in as {NAMES[current.role]}.
        </p>
        <button type="button" onClick={signOut}>
          Sign out
        </button>
      </section>
    );
  }
  const needsBusiness = current.role === "admin" && !current.businessId && roles.includes("provider");
  return (
    <>
      {hasExpired.value && <SignIn roles={roles} title="Your session has ended" />}
      {needsBusiness ? <BusinessChoice /> : children}
    </>
  );
}

function SignIn({ roles, title }: { roles: readonly Role[]; title: string }) {
  const [accounts, setAccounts] = useState<Account[] | null>(null);
  useEffect(() => {
    loadAccounts().then(setAccounts);
  }, []);
  const offered = (accounts ?? []).filter(({ role }) => roles.includes(role));
  return (
    <section aria-labelledby="sign-in">
      <h1 id="sign-in">{title}</h1>
      {offered.map(({ role, name, token }) => (
        <button type="button" key={name} onClick={() => signIn(token)}>
          Sign in as {NAMES[role]} ({name})
        </button>
      ))}
      {accounts?.length === 0 && <p>Open this page from Save n Bite: its login brings you here signed in.</p>}
    </section>
  );
}

function BusinessChoice() {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        chooseBusiness(String(new FormData(event.currentTarget).get("business")).trim());
      }}
    >
      <h1>Which business?</h1>
      <label>
        Business id
        <input name="business" required maxLength={64} autocomplete="off" />
      </label>
      <button type="submit">Open</button>
    </form>
  );
}
