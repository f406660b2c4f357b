/** Tells the live feeds that show a slot of its changes: after the answer, and never in its way. */
import { tellFeed } from "../live/client";
import type { Feed } from "../live/feed";
import { GroupCommit } from "./group-commit";

export class LiveNews {
  readonly #rounds: GroupCommit;
  #feeds: Feed[] = [];

  constructor(env: () => Env) {
    this.#rounds = new GroupCommit(async () => {
      await Promise.all(this.#feeds.map((feed) => tellFeed(env(), feed)));
    });
  }

  /** One round runs at a time; what changes meanwhile shares the next. */
  async tell(feeds: Feed[]): Promise<void> {
    this.#feeds = feeds;
    if (feeds.length > 0) await this.#rounds.round();
  }
}
