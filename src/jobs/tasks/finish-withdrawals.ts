import { listClosings } from "../../db/slot-closings";
import { finishWithdrawals as finish } from "../../operations/withdraw-slots";
import type { Task } from "../task";
import { workThrough } from "../work-through";

/** Closes the slots whose withdrawal was interrupted between D1 and their objects. What is left is the next run's. */
export const finishWithdrawals: Task = async (deps, budget) => {
  const { rows, failures } = await workThrough(
    budget,
    { slotId: "", foodListingId: "" },
    {
      find: (page) => listClosings(deps.db, null, page),
      work: (closings) => finish(deps, closings),
      cursorOf: ({ slotId, foodListingId }) => ({ slotId, foodListingId }),
    },
  );
  return { rows, failures };
};
