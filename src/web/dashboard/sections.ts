/** The parts of the dashboard. Each is loaded when it is opened first. */
import type { FunctionComponent } from "preact";

export interface SectionProps {
  /** The business's own day, `YYYY-MM-DD`. */
  today: string;
}

export interface Section {
  /** In the address, after the `#`. */
  id: string;
  name: string;
  load(): Promise<FunctionComponent<SectionProps>>;
}

export const SECTIONS: readonly Section[] = [
  { id: "today", name: "Today", load: async () => (await import("./today/today")).Today },
  { id: "numbers", name: "Numbers", load: async () => (await import("./numbers/numbers")).Numbers },
  { id: "forecast", name: "Forecast", load: async () => (await import("./forecast/forecast")).Forecast },
  { id: "advice", name: "Advice", load: async () => (await import("./advice/advice")).Advice },
  { id: "route", name: "Route", load: async () => (await import("./route/route")).Route },
  { id: "alerts", name: "Alerts", load: async () => (await import("./alerts/alerts")).Alerts },
  { id: "schedules", name: "Schedules", load: async () => (await import("./schedules/schedules")).Schedules },
  { id: "locations", name: "Locations", load: async () => (await import("./locations/locations")).Locations },
];
