import { LIMITS } from "../../config";
import { listClosings } from "../../db/slots";
import { finishWithdrawals as finish } from "../../operations/withdraw-slots";
import type { Task } from "../task";

/** Closes the slots whose withdrawal was interrupted between D1 and their objects. */
export const finishWithdrawals: Task = async (deps) => {
  const closings = await listClosings(deps.db, null, LIMITS.jobBatch);
  await finish(deps, closings);
  return { rows: closings.length, failures: 0 };
};
