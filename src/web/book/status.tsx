import type { PickupStatus } from "../../domain/vocabulary";

const WORDS: Record<PickupStatus, string> = {
  scheduled: "Booked",
  confirmed: "Code checked",
  completed: "Collected",
  cancelled: "Cancelled",
  missed: "Missed",
};

export const Status = ({ status }: { status: PickupStatus }) => <span class={`status ${status}`}>{WORDS[status]}</span>;
