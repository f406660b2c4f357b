import type { Deps } from "../operations/deps";
import { sendMessages } from "../operations/send-messages";
import type { JobMessage } from "./messages";
import type { Tally } from "./task";
import type { Worked } from "./work-through";

/** Hands what a run has no calls left for to the queue, whose next message has calls of its own. */
export async function continueLater<C>(
  { env }: Deps,
  { rows, failures, rest }: Worked<C>,
  messageFrom: (rest: C) => JobMessage,
): Promise<Tally> {
  const unsent = rest === null ? 0 : await sendMessages(env.JOBS, [{ body: messageFrom(rest) }]);
  return { rows, failures: failures + unsent };
}
