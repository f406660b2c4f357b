/**
 * Follows a live feed from a page: over a WebSocket as long as one can be had, by polling where none can. A feed's sockets
 * drop with every deployment and after an hour, so that coming back is the rule and not the exception.
 */
import { applyMessage, type FeedState, type View } from "./feed-state";

export type LinkState = "live" | "polling" | "offline";

export interface FeedOptions<V extends View> {
  /** Calls `POST /live/ticket/`. A rejection with `status: 429` leads to polling at once; 401, 403 and 404 end the feed. */
  ticket(): Promise<{ url: string }>;
  /** Calls `GET /live/…`; null says that nothing changed since the last answer (304). */
  poll?(): Promise<V | null>;
  /** The whole view, whenever it changed. `revision` is null for what was polled. */
  onView(view: V, revision: number | null): void;
  onState(state: LinkState): void;
}

export interface Feed {
  close(): void;
}

/** Connections that fail in a row before polling steps in. */
const FAILURES_TO_POLL = 3;
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;
/** Each look at a board is written down by the service. */
const POLL_MS = 15_000;
const PING_MS = 25_000;
/** How long the feed may take for a pong or a snapshot. */
const ANSWER_MS = 10_000;

/** Not signed in, not allowed, not there. */
const FINAL_STATUSES = [401, 403, 404];

const statusOf = (error: unknown): number | undefined => (error as { status?: number } | null)?.status;
const isFinal = (error: unknown): boolean => FINAL_STATUSES.includes(statusOf(error) ?? 0);

export function openFeed<V extends View>(options: FeedOptions<V>): Feed {
  const feed = new FeedLink(options);
  void feed.connect();
  return { close: () => feed.close() };
}

class FeedLink<V extends View> {
  readonly #options: FeedOptions<V>;
  #socket: WebSocket | null = null;
  #state: FeedState<V> | null = null;
  #shown: LinkState | null = null;
  #failures = 0;
  #isClosed = false;
  #isPolling = false;
  readonly #timers: Record<"connect" | "poll" | "ping" | "answer", ReturnType<typeof setTimeout> | undefined> = {
    connect: undefined,
    poll: undefined,
    ping: undefined,
    answer: undefined,
  };

  constructor(options: FeedOptions<V>) {
    this.#options = options;
  }

  async connect(): Promise<void> {
    try {
      const { url } = await this.#options.ticket();
      if (this.#isClosed) return;
      this.#open(new WebSocket(url));
    } catch (error) {
      if (isFinal(error)) return this.#giveUp();
      this.#failed(statusOf(error) === 429 ? FAILURES_TO_POLL : 1);
    }
  }

  /** Asking again would get the same answer: whoever opened the feed must do something about it. */
  #giveUp(): void {
    if (this.#isClosed) return;
    this.close();
    this.#show("offline");
  }

  close(): void {
    this.#isClosed = true;
    this.#isPolling = false;
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    this.#drop();
  }

  #open(socket: WebSocket): void {
    this.#socket = socket;
    this.#state = null;
    this.#expectAnswer();
    socket.addEventListener("message", ({ data }) => {
      if (this.#socket === socket) this.#heard(String(data));
    });
    socket.addEventListener("close", () => {
      if (this.#socket === socket) this.#failed(this.#state ? 0 : 1);
    });
  }

  #heard(text: string): void {
    const step = applyMessage(this.#state, text);
    if (step.kind === "ignored" && this.#state === null) return; // it is a snapshot that is waited for
    clearTimeout(this.#timers.answer);
    this.#pingLater();
    if (step.kind === "gap") {
      this.#socket?.send("snapshot");
      this.#state = null;
      this.#expectAnswer();
    }
    if (step.kind !== "shown") return;
    this.#state = step.state;
    this.#failures = 0;
    this.#stopPolling();
    this.#show("live");
    this.#options.onView(step.state.view, step.state.revision);
  }

  #pingLater(): void {
    clearTimeout(this.#timers.ping);
    this.#timers.ping = setTimeout(() => {
      this.#socket?.send("ping");
      this.#expectAnswer();
    }, PING_MS);
  }

  /** A socket that stays silent is dead, whatever the network says of it. */
  #expectAnswer(): void {
    clearTimeout(this.#timers.answer);
    this.#timers.answer = setTimeout(() => this.#failed(1), ANSWER_MS);
  }

  /** Tries again after a random part of a delay that doubles: a whole shop's tablets must not come back as one. */
  #failed(failures: number): void {
    this.#drop();
    if (this.#isClosed) return;
    this.#failures += failures;
    if (this.#failures >= FAILURES_TO_POLL) void this.#startPolling();
    else if (!this.#isPolling) this.#show("offline");
    const delay = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures);
    clearTimeout(this.#timers.connect);
    this.#timers.connect = setTimeout(() => void this.connect(), Math.random() * delay);
  }

  #drop(): void {
    clearTimeout(this.#timers.answer);
    clearTimeout(this.#timers.ping);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  async #startPolling(): Promise<void> {
    if (this.#isPolling) return;
    this.#isPolling = true;
    await this.#poll();
  }

  #stopPolling(): void {
    this.#isPolling = false;
    clearTimeout(this.#timers.poll);
  }

  async #poll(): Promise<void> {
    const { poll, onView } = this.#options;
    try {
      if (!poll) throw new Error("This feed cannot be polled");
      const view = await poll();
      if (!this.#isPolling) return; // live again, or closed
      this.#show("polling");
      if (view !== null) onView(view, null);
    } catch (error) {
      if (isFinal(error)) return this.#giveUp();
      if (this.#isPolling) this.#show("offline");
    }
    clearTimeout(this.#timers.poll);
    if (this.#isPolling) this.#timers.poll = setTimeout(() => void this.#poll(), POLL_MS);
  }

  #show(state: LinkState): void {
    if (state === this.#shown) return;
    this.#shown = state;
    this.#options.onState(state);
  }
}
