/** What is watched (contract 13.2 and our own), and from where on somebody is told. */
export interface AlertRule {
  name: AlertName;
  /** In words, for those who are told. */
  title: string;
  operator: "less_than" | "greater_than";
  threshold: number;
  /** How much better than the threshold the value must be before the alert is over. */
  margin: number;
  /** Of fewer than these nothing is said: the alert stays as it is. */
  minSample: number;
  unit: "share" | "seconds" | "count";
}

export type AlertName =
  | "scheduling_pickup_success_rate"
  | "scheduling_qr_verification_failures"
  | "scheduling_projection_lag"
  | "scheduling_jobs_overdue"
  | "scheduling_dead_letters";

export const ALERT_RULES: readonly AlertRule[] = [
  {
    name: "scheduling_pickup_success_rate",
    title: "Completed of the pickups whose slot ended in the last 24 hours",
    operator: "less_than",
    threshold: 0.8,
    margin: 0.02,
    minSample: 20,
    unit: "share",
  },
  {
    name: "scheduling_qr_verification_failures",
    title: "Failed of the code checks of the last 24 hours",
    operator: "greater_than",
    threshold: 0.05,
    margin: 0.01,
    minSample: 20,
    unit: "share",
  },
  {
    name: "scheduling_projection_lag",
    title:
      "Longest time, in the last hour, from a pickup's change until what follows from it was written to D1, or since a booking that still waits for it",
    operator: "greater_than",
    threshold: 300,
    margin: 60,
    minSample: 0,
    unit: "seconds",
  },
  {
    name: "scheduling_jobs_overdue",
    title: "Jobs that did not succeed when they should have",
    operator: "greater_than",
    threshold: 0,
    margin: 0,
    minSample: 0,
    unit: "count",
  },
  {
    name: "scheduling_dead_letters",
    title: "Messages that could not be processed in the last 24 hours",
    operator: "greater_than",
    threshold: 0,
    margin: 0,
    minSample: 0,
    unit: "count",
  },
];
