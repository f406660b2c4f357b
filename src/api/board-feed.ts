import { LIMITS, readConfig } from "../config";
import { primary } from "../db/client";
import { overviewOfDay } from "../db/pickups";
import type { parseName } from "../live/feed";
import { LiveFeed } from "../live/live-feed";
import { openEntry, type SealedEntry, toSealedEntry } from "./overview-entry";

/** A business's day at the counter, as it changes. Phone numbers stay sealed in what the feed keeps and compares. */
export class BoardFeed extends LiveFeed<SealedEntry> {
  protected override readonly kind = "board";
  protected override readonly shape = { list: "pickups", id: "pickup_id" };
  protected override readonly maxSockets = LIMITS.liveSocketsPerBoard;

  protected override async read({ subject, date }: ReturnType<typeof parseName>) {
    const rows = await overviewOfDay(primary(this.env), subject, date);
    return { date, pickups: rows.map(toSealedEntry) };
  }

  protected override reveal(entry: SealedEntry) {
    return openEntry(readConfig(this.env).encryptionKeys, entry);
  }
}
