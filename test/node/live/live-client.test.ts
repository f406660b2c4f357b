import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type LinkState, openFeed } from "../../../src/web/live/live-client";

/** A browser's WebSocket as far as the client knows it. */
class FakeSocket extends EventTarget {
  static opened: FakeSocket[] = [];
  readonly sent: string[] = [];
  isClosed = false;

  constructor(readonly url: string) {
    super();
    FakeSocket.opened.push(this);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.isClosed = true;
  }

  hear(message: object | string): void {
    const data = typeof message === "string" ? message : JSON.stringify(message);
    this.dispatchEvent(Object.assign(new Event("message"), { data }));
  }

  /** As the network or the server ends it. */
  end(): void {
    this.dispatchEvent(new Event("close"));
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(1);
  vi.stubGlobal("WebSocket", FakeSocket);
  FakeSocket.opened = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const refused = Object.assign(new Error("Too many"), { status: 429 });
const tickets = () => {
  let given = 0;
  return vi.fn(async () => ({ url: `wss://feed/?ticket=${++given}` }));
};

async function open({
  ticket = tickets(),
  poll,
}: {
  ticket?: () => Promise<{ url: string }>;
  poll?: () => Promise<object | null>;
} = {}) {
  const views: [object, number | null][] = [];
  const states: LinkState[] = [];
  const feed = openFeed({
    ticket,
    poll,
    onView: (view, revision) => views.push([view, revision]),
    onState: (state) => states.push(state),
  });
  await passing(0);
  return { feed, ticket, views, states };
}

const passing = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const socket = (index = FakeSocket.opened.length - 1): FakeSocket => {
  const found = FakeSocket.opened[index];
  if (!found) throw new Error(`No socket ${index} was opened`);
  return found;
};
const snapshot = (revision: number, spots = 1) => ({
  type: "snapshot",
  revision,
  available_slots: [{ id: "a", start_time: "17:00", spots }],
});
const change = (revision: number, spots: number) => ({
  type: "change",
  revision,
  changed: [{ id: "a", start_time: "17:00", spots }],
  removed: [],
});
const view = (spots: number) => ({ available_slots: [{ id: "a", start_time: "17:00", spots }] });

describe("a page that follows a feed", () => {
  it("comes with its ticket and shows the view and every change", async () => {
    const { views, states } = await open();
    expect(socket().url).toBe("wss://feed/?ticket=1");
    expect(states).toEqual([]);
    socket().hear(snapshot(5));
    socket().hear(change(6, 4));
    expect(states).toEqual(["live"]);
    expect(views).toEqual([
      [view(1), 5],
      [view(4), 6],
    ]);
  });

  it("asks once for the whole view when it missed a change, and shows nothing in between", async () => {
    const { views } = await open();
    socket().hear(snapshot(5));
    socket().hear(change(7, 3));
    socket().hear(change(8, 2));
    expect(socket().sent).toEqual(["snapshot"]);
    socket().hear(snapshot(8, 2));
    expect(views).toEqual([
      [view(1), 5],
      [view(2), 8],
    ]);
  });

  it("comes back with a fresh ticket when its socket ends, and is live with the next snapshot", async () => {
    const { states, ticket } = await open();
    socket().hear(snapshot(5));
    socket().end();
    expect(states).toEqual(["live", "offline"]);
    await passing(500);
    expect(ticket).toHaveBeenCalledTimes(2);
    socket().hear(snapshot(9));
    expect(states).toEqual(["live", "offline", "live"]);
  });

  it("waits longer each time in vain, and never longer than half a minute", async () => {
    const ticket = vi.fn(() => Promise.reject(new Error("offline")));
    await open({ ticket });
    for (const [tries, delay] of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000].entries()) {
      expect(ticket).toHaveBeenCalledTimes(tries + 1);
      await passing(delay - 1);
      expect(ticket).toHaveBeenCalledTimes(tries + 1);
      await passing(1);
    }
  });

  it("waits a random part of that, so that not everybody comes at once", async () => {
    vi.mocked(Math.random).mockReturnValue(0.25);
    const ticket = vi.fn(() => Promise.reject(new Error("offline")));
    await open({ ticket });
    await passing(250);
    expect(ticket).toHaveBeenCalledTimes(2);
  });

  it("pings a quiet feed, and leaves it when no pong comes", async () => {
    const { states } = await open();
    socket().hear(snapshot(5));
    await passing(25_000);
    expect(socket(0).sent).toEqual(["ping"]);
    socket(0).hear("pong");
    await passing(25_000);
    expect(socket(0).sent).toEqual(["ping", "ping"]);
    expect(states).toEqual(["live"]);
    await passing(10_000);
    expect(socket(0).isClosed).toBe(true);
    expect(states).toEqual(["live", "offline"]);
    await passing(1_000);
    expect(FakeSocket.opened).toHaveLength(2);
  });

  it("leaves a socket that has no snapshot for it, whatever else it says", async () => {
    await open();
    await passing(9_000);
    socket(0).hear(change(6, 4));
    await passing(1_000);
    expect(socket(0).isClosed).toBe(true);
  });

  it("hears nothing more of a socket that it left", async () => {
    const { views } = await open();
    await passing(10_000);
    socket(0).hear(snapshot(5));
    expect(views).toEqual([]);
  });
});

describe("a page that gets no socket", () => {
  it("polls after three failures, shows what changed, and stops once it is live", async () => {
    const poll = vi.fn(async (): Promise<object | null> => null);
    poll.mockResolvedValueOnce(view(3));
    const { views, states } = await open({ poll });
    for (const delay of [1_000, 2_000]) {
      socket().end();
      expect(poll).not.toHaveBeenCalled();
      await passing(delay);
    }
    socket().end();
    await passing(0);
    expect(states).toEqual(["offline", "polling"]);
    expect(views).toEqual([[view(3), null]]);
    await passing(15_000);
    expect(poll.mock.calls.length).toBeGreaterThan(1);
    expect(views).toHaveLength(1); // unchanged since
    await passing(8_000); // the longest until the next socket
    socket().hear(snapshot(5));
    expect(states.at(-1)).toBe("live");
    const polled = poll.mock.calls.length;
    await passing(20_000);
    expect(poll).toHaveBeenCalledTimes(polled);
  });

  it("polls at once where too many follow already", async () => {
    const poll = vi.fn(async () => view(3));
    const { states } = await open({ ticket: () => Promise.reject(refused), poll });
    expect(states).toEqual(["polling"]);
  });

  it("says that it is offline while polls fail too, and that it polls when they work again", async () => {
    const poll = vi.fn(async (): Promise<object | null> => view(3));
    poll.mockRejectedValueOnce(new Error("offline"));
    const { states } = await open({ ticket: () => Promise.reject(refused), poll });
    expect(states).toEqual(["offline"]);
    await passing(15_000);
    expect(states).toEqual(["offline", "polling"]);
  });
});

describe.each([401, 403, 404])("a page that is answered %i", (status) => {
  const final = Object.assign(new Error(), { status });

  it("asks for no further ticket", async () => {
    const poll = vi.fn(async () => view(3));
    const ticket = vi.fn(() => Promise.reject(final));
    const { states } = await open({ ticket, poll });
    await passing(120_000);
    expect(states).toEqual(["offline"]);
    expect(ticket).toHaveBeenCalledTimes(1);
    expect(poll).not.toHaveBeenCalled();
  });

  it("polls no more", async () => {
    const poll = vi.fn(async (): Promise<object | null> => view(3));
    poll.mockResolvedValueOnce(view(3)).mockRejectedValueOnce(final);
    const { states } = await open({ ticket: () => Promise.reject(refused), poll });
    await passing(120_000);
    expect(states).toEqual(["polling", "offline"]);
    expect(poll).toHaveBeenCalledTimes(2);
  });
});

it("a page that closes its feed hears no more of it", async () => {
  const poll = vi.fn(async () => view(3));
  const { feed, views, states, ticket } = await open({ poll });
  socket().hear(snapshot(5));
  feed.close();
  expect(socket().isClosed).toBe(true);
  socket().hear(change(6, 4));
  socket().end();
  await passing(120_000);
  expect(views).toHaveLength(1);
  expect(states).toEqual(["live"]);
  expect(ticket).toHaveBeenCalledTimes(1);
  expect(poll).not.toHaveBeenCalled();
});
