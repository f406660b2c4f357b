/** Headings and links of a page with several places. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { addressOf, go, hasMoved, type Place } from "./place";

/** Takes the focus when somebody came here by a link, so that screen readers and keyboards start at the top. */
export function Heading({ children }: { children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  // At once: whoever sees the heading may already press a key.
  useLayoutEffect(() => {
    if (hasMoved.value) heading.current?.focus();
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}

/** A link to another place of this page; an address for those who open it elsewhere. */
export function PlaceLink({ to, children, ...rest }: { to: Place; children: ComponentChildren; class?: string }) {
  return (
    <a
      {...rest}
      href={addressOf(to)}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}

export const BackLink = () => (
  <nav aria-label="Back">
    <PlaceLink to={{ view: "all" }} class="back">
      ← All pickups
    </PlaceLink>
  </nav>
);
