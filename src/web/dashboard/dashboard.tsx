/** The frame of the dashboard: which business and day it is about, and the section that the address names. */
import { type Signal, signal } from "@preact/signals";
import type { FunctionComponent } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type * as z from "zod";
import type { DailyReportResponse } from "../../api/schemas/analytics";
import { call } from "../calls/api";
import { Show, useLoaded } from "../parts/loaded";
import { asBusiness, chooseBusiness, session } from "../session/session";
import { SECTIONS, type Section, type SectionProps } from "./sections";

/** A dashboard that stays open must notice when the business's day ends. */
const LOOK_AGAIN_MS = 10 * 60_000;

const named = () => SECTIONS.find(({ id }) => id === location.hash.slice(1));
/** Other fragments, such as the skip link's, leave the section as it is. */
const current: Signal<Section | undefined> = signal(named() ?? SECTIONS[0]);
addEventListener("hashchange", () => {
  current.value = named() ?? current.value;
});

export function Dashboard() {
  const report = useLoaded("business", (signal) =>
    call<z.infer<typeof DailyReportResponse>>("analytics/daily-report/", { query: asBusiness(), signal }),
  );
  const { reload } = report;
  useEffect(() => {
    const timer = setInterval(reload, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <header class="business">
        <h1>{report.value?.business.name ?? "Dashboard"}</h1>
        {session.value?.role === "admin" && (
          <button type="button" class="outline secondary small" onClick={() => chooseBusiness("")}>
            Another business
          </button>
        )}
      </header>
      <Tabs />
      <Show of={report}>
        {({ date }) => current.value && <Opened key={current.value.id} section={current.value} today={date} />}
      </Show>
    </>
  );
}

function Tabs() {
  return (
    <nav aria-label="Dashboard" class="tabs">
      <ul>
        {SECTIONS.map(({ id, name }) => (
          <li key={id}>
            <a href={`#${id}`} aria-current={current.value?.id === id ? "page" : undefined}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Whether a section was opened before: the first one leaves the focus where it is. */
let isFirst = true;

function Opened({ section, ...props }: { section: Section } & SectionProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const Content = useLoaded<{ component: FunctionComponent<SectionProps> }>(section.id, async () => ({
    component: await section.load(),
  }));
  useEffect(() => {
    document.title = `${section.name} · Save n Bite`;
    if (!isFirst) heading.current?.focus();
    isFirst = false;
  }, [section]);
  return (
    <section aria-labelledby="section">
      <h2 id="section" ref={heading} tabIndex={-1}>
        {section.name}
      </h2>
      <Show of={Content}>{({ component: Content }) => <Content {...props} />}</Show>
    </section>
  );
}
