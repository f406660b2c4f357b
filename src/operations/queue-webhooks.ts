import type { PickupEvent } from "../booking/effects";
import type { Deps } from "./deps";

export async function queueWebhooks(_deps: Deps, _event: PickupEvent): Promise<void> {}
