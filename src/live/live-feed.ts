/**
 * A view of D1 that its followers see change. Whoever changes what it shows pokes it; it then reads the view again, compares
 * entry by entry with what its sockets know and sends them the difference under the next revision. D1 stays the source:
 * a poke that is lost is made up for within seconds, and a feed that nobody follows keeps nothing.
 */
import { DurableObject } from "cloudflare:workers";
import { GroupCommit } from "../booking/group-commit";
import { LIMITS } from "../config";
import { primary } from "../db/client";
import { noteFollowed, noteUnfollowed } from "../db/followed-feeds";
import { type EpochMs, MINUTE_MS } from "../domain/time";
import { type Feed, parseName } from "./feed";
import { FeedStore, type Shown } from "./feed-store";
import { compareViews, type Fields, toView, type ViewShape } from "./feed-view";
import { type Pass, readPass } from "./pass";

/** Why a socket is closed. Browsers see 4001 and come back with a fresh ticket. */
const CLOSE = { normal: 1_000, unsupported: 1_003, policy: 1_008, failed: 1_011, tooOld: 4_001 };
/** Said of a close by the runtime, never by an end itself. */
const RESERVED_CODES = [1_005, 1_006, 1_015];

interface Attachment {
  since: EpochMs;
  askedAt: EpochMs;
}

export abstract class LiveFeed<Entry extends object> extends DurableObject<Env> {
  readonly #store: FeedStore;
  readonly #refreshes = new GroupCommit(() => this.#refresh());
  #readAt: EpochMs = 0;
  /** What the sockets know; null until somebody follows. */
  #shown: Shown | null = null;
  /** Sockets still without their first snapshot, to whom a change would say nothing. */
  readonly #unserved = new Set<WebSocket>();

  protected abstract readonly kind: Feed["kind"];
  protected abstract readonly shape: ViewShape;
  protected abstract readonly maxSockets: number;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#store = new FeedStore(ctx.storage.kv);
    // Answered by the runtime, so that a heartbeat wakes no sleeping feed.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
    if (this.#sockets().length > 0) this.#shown = this.#store.shown();
  }

  /** The view as the API answers it, save for what `reveal` adds. It is kept as it is: personal data must be sealed in it. */
  protected abstract read(feed: ReturnType<typeof parseName>): Promise<object>;

  /** An entry as followers see it. */
  protected abstract reveal(entry: Entry): Promise<object>;

  /** The view may have changed. Returns before it is read again. */
  changed(): void {
    if (this.#sockets().length > 0) this.ctx.waitUntil(this.#refreshes.round().catch((error) => this.#report(error)));
  }

  /** Takes the socket of whoever comes with a ticket's pass: 401 when it was used before, 429 when the feed is full. */
  override async fetch(request: Request): Promise<Response> {
    const pass = readPass(request);
    const isArmed = (await this.ctx.storage.getAlarm()) !== null;
    const refusal = this.#refusalOf(pass);
    if (refusal !== null) return new Response(null, { status: refusal });
    if (!isArmed) this.#arm();
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    server.serializeAttachment({ since: Date.now(), askedAt: 0 } satisfies Attachment);
    this.#unserved.add(server);
    this.ctx.waitUntil(this.#serve(server));
    return new Response(null, { status: 101, webSocket: client });
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    if (message !== "snapshot") return socket.close(CLOSE.unsupported, "Only ping and snapshot are understood");
    const attachment = socket.deserializeAttachment() as Attachment;
    const now = Date.now();
    if (now - attachment.askedAt < LIMITS.liveSnapshotMs) return socket.close(CLOSE.policy, "Too many snapshots");
    socket.serializeAttachment({ ...attachment, askedAt: now } satisfies Attachment);
    await this.#serve(socket);
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#unserved.delete(socket);
    socket.close(RESERVED_CODES.includes(code) ? CLOSE.normal : code);
  }

  override webSocketError(socket: WebSocket): void {
    this.#unserved.delete(socket);
  }

  /** Reads the view again while anybody follows; empties the object once nobody does. */
  override async alarm(): Promise<void> {
    this.#retire();
    if (this.#sockets().length > 0) {
      await this.#noteFollowers().catch((error) => this.#report(error));
      await this.#refreshes.round().catch((error) => this.#report(error));
      return this.#arm();
    }
    const lastNonceExpiry = this.#store.lastNonceExpiry();
    if (lastNonceExpiry > Date.now()) return this.ctx.storage.setAlarm(lastNonceExpiry);
    await this.ctx.storage.deleteAll();
    this.#shown = null;
    await this.#noteNobody().catch((error) => this.#report(error));
  }

  /** Synchronous by design: of two that come with one ticket, one is let in. */
  #refusalOf({ nonce, expiresAt }: Pass): 401 | 429 | null {
    if (this.#sockets().length >= this.maxSockets) this.#retire();
    if (this.#sockets().length >= this.maxSockets) return 429;
    return this.#store.useNonce(nonce, expiresAt, Date.now()) ? null : 401;
  }

  async #refresh(): Promise<void> {
    const early = this.#readAt + LIMITS.liveRefreshMs - Date.now();
    if (early > 0) await scheduler.wait(early);
    this.#readAt = Date.now();
    const view = toView((await this.read(parseName(this.#name()))) as Fields, this.shape);
    const before = this.#shown;
    const change = before && compareViews(before, view);
    const changed = await this.#reveal(change?.changed ?? []);
    if (this.#sockets().length === 0) return; // all gone meanwhile, and with them what the object kept
    // No await from here on: no socket may hear of a revision after a later one.
    const revision = before === null ? Date.now() : before.revision + (change ? 1 : 0);
    const shown = { ...view, revision };
    if (change || before === null) this.ctx.storage.transactionSync(() => this.#store.show(shown, before));
    this.#shown = shown;
    if (!change) return;
    const text = JSON.stringify({ type: "change", revision, ...change.fields, changed, removed: change.removed });
    for (const socket of this.#sockets()) if (!this.#unserved.has(socket)) send(socket, text);
  }

  /** Sends the whole view as it is now. */
  async #serve(socket: WebSocket): Promise<void> {
    try {
      // Before the view is read: whatever it does not show yet is then told of.
      await this.#noteFollowers();
      await this.#refreshes.round();
      let shown = this.#shown;
      let entries = await this.#reveal(shown?.entries.values() ?? []);
      while (shown?.revision !== this.#shown?.revision) {
        shown = this.#shown;
        entries = await this.#reveal(shown?.entries.values() ?? []);
      }
      if (!shown) return; // emptied meanwhile: nobody follows
      this.#unserved.delete(socket);
      send(
        socket,
        JSON.stringify({ type: "snapshot", revision: shown.revision, ...shown.fields, [this.shape.list]: entries }),
      );
    } catch (error) {
      this.#report(error);
      socket.close(CLOSE.failed, "The view cannot be read right now");
    }
  }

  /** Renewed at half its time: a feed that is followed all day writes twice an hour. */
  async #noteFollowers(): Promise<void> {
    const now = Date.now();
    const keptMs = LIMITS.liveSocketMinutes * MINUTE_MS;
    if (this.#store.notedUntil() - now > keptMs / 2) return;
    await noteFollowed(primary(this.env), this.#feed(), now + keptMs);
    this.#store.noteUntil(now + keptMs);
  }

  async #noteNobody(): Promise<void> {
    await noteUnfollowed(primary(this.env), this.#feed());
    if (this.#sockets().length === 0) return;
    // Somebody came while the word was on its way, and it may have been the last.
    this.#store.noteUntil(0);
    await this.#noteFollowers();
    await this.#refreshes.round();
  }

  #reveal(entries: Iterable<Fields>): Promise<object[]> {
    return Promise.all(Array.from(entries, (entry) => this.reveal(entry as Entry)));
  }

  #retire(): void {
    const now = Date.now();
    for (const socket of this.#sockets()) {
      const { since, askedAt } = socket.deserializeAttachment() as Attachment;
      const pinged = this.ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0;
      const silentMs = now - Math.max(since, askedAt, pinged);
      if (now - since >= LIMITS.liveSocketMinutes * MINUTE_MS) socket.close(CLOSE.tooOld, "Bring a fresh ticket");
      else if (silentMs > LIMITS.liveSilentSeconds * 1_000) socket.close(CLOSE.policy, "Ping at least once a minute");
    }
  }

  #sockets(): WebSocket[] {
    return this.ctx.getWebSockets().filter(({ readyState }) => readyState === WebSocket.OPEN);
  }

  #arm(): Promise<void> {
    return this.ctx.storage.setAlarm(Date.now() + LIMITS.liveHealSeconds * 1_000);
  }

  #feed(): Feed {
    return { kind: this.kind, ...parseName(this.#name()) };
  }

  #name(): string {
    const { name } = this.ctx.id;
    if (name === undefined) throw new Error("A feed must be reached by its name");
    return name;
  }

  #report(error: unknown): void {
    const name = error instanceof Error ? error.name : "unknown";
    console.warn(JSON.stringify({ level: "warn", event: "live_feed_failed", feed: this.#name(), error: name }));
  }
}

/** A socket may have gone without a word. */
function send(socket: WebSocket, text: string): void {
  try {
    socket.send(text);
  } catch {
    socket.close(CLOSE.failed);
  }
}
