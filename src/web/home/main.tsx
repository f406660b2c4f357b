import { useEffect, useState } from "preact/hooks";
import type { Role } from "../../domain/vocabulary";
import { openPage } from "../parts/page";
import { type Account, loadAccounts } from "../session/accounts";
import { session, signIn } from "../session/session";

const HOME_OF: Record<Role, string> = {
  customer: "/book/",
  ngo: "/book/",
  provider: "/counter/",
  admin: "/dashboard/",
};

const PARTS = [
  { path: "/book/", name: "Pickups", about: "Book a time for an order, show its code, cancel in time." },
  {
    path: "/counter/",
    name: "Counter",
    about: "Scan or type a code, hand over, follow the day. Works through an outage.",
  },
  { path: "/dashboard/", name: "Dashboard", about: "Numbers, forecast, advice, schedules and counters of a business." },
  { path: "/docs/", name: "API", about: "Every call, to try out here." },
];

openPage(Home);

function Home() {
  const [accounts, setAccounts] = useState<Account[]>([]);
  useEffect(() => {
    loadAccounts().then(setAccounts);
  }, []);
  return (
    <>
      <h1>Save n Bite Scheduling</h1>
      <p>
        Surplus food is collected in a short window. This service runs that window: it offers times, never books one
        twice, and checks the code at the counter.
      </p>
      <div class="grid">
        {PARTS.map(({ path, name, about }) => (
          <article key={path}>
            <h2>
              <a href={path}>{name}</a>
            </h2>
            <p>{about}</p>
          </article>
        ))}
      </div>
      {accounts.length > 0 && (
        <section aria-labelledby="accounts">
          <h2 id="accounts">Demo accounts of this local server</h2>
          <div class="grid">
            {accounts.map(({ role, name, token }) => (
              <button
                type="button"
                key={name}
                class={session.value?.userId === name ? "" : "outline"}
                onClick={() => {
                  if (signIn(token)) location.assign(HOME_OF[role]);
                }}
              >
                Sign in as {name}
              </button>
            ))}
          </div>
        </section>
      )}
    </>
  );
}
