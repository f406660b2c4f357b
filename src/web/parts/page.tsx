/** What all pages share: the bar on top, and where the page's own part goes. */
import { type ComponentChildren, render } from "preact";
import type { Role } from "../../domain/vocabulary";
import { restoreSession, session, signOut } from "../session/session";
import { isOnline, watchNetwork } from "./online";
import "@picocss/pico/css/pico.min.css";
import "./page.css";

const PAGES: { path: string; name: string; roles: readonly Role[] }[] = [
  { path: "/book/", name: "Pickups", roles: ["customer", "ngo"] },
  { path: "/counter/", name: "Counter", roles: ["provider", "admin"] },
  { path: "/dashboard/", name: "Dashboard", roles: ["provider", "admin"] },
];

/** Draws a page into `#page`. `onSignOut` may refuse by answering false. */
export function openPage(
  content: () => ComponentChildren,
  onSignOut: () => boolean | Promise<boolean> = () => true,
): void {
  watchNetwork();
  restoreSession();
  addEventListener("vite:preloadError", openAnew);
  const root = document.getElementById("page");
  if (root) render(<Page content={content} onSignOut={onSignOut} />, root);
}

const OPENED_ANEW = "opened-anew-at";
const MIN_AGE_MS = 60_000;

/** A release has replaced the files of the page that is open: what it loads only now is gone, and the page must be new. */
function openAnew(): void {
  const last = Number(sessionStorage.getItem(OPENED_ANEW));
  if (Date.now() - last < MIN_AGE_MS) return;
  sessionStorage.setItem(OPENED_ANEW, String(Date.now()));
  location.reload();
}

function Page({
  content: Content,
  onSignOut,
}: {
  content: () => ComponentChildren;
  onSignOut: () => boolean | Promise<boolean>;
}) {
  const role = session.value?.role;
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header class="container-fluid bar">
        <nav aria-label="Pages">
          <ul>
            <li>
              <a href="/" class="brand">
                Save n Bite
              </a>
            </li>
          </ul>
          <ul>
            {PAGES.filter((page) => role && page.roles.includes(role)).map(({ path, name }) => (
              <li key={path}>
                <a href={path} aria-current={location.pathname === path ? "page" : undefined}>
                  {name}
                </a>
              </li>
            ))}
            {session.value && (
              <li>
                <button
                  type="button"
                  class="outline secondary small"
                  onClick={async () => {
                    if (await onSignOut()) signOut();
                  }}
                >
                  Sign out
                </button>
              </li>
            )}
          </ul>
        </nav>
        {!isOnline.value && (
          <p class="offline" role="status">
            Offline: what you see is what was last known
          </p>
        )}
      </header>
      <main id="main" class="container" tabIndex={-1}>
        <Content />
      </main>
    </>
  );
}
