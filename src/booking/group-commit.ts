/** Group commit: one write runs at a time, and everyone who comes meanwhile shares the next. */
export class GroupCommit {
  readonly #write: () => Promise<void>;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  #failures = 0;

  constructor(write: () => Promise<void>) {
    this.#write = write;
  }

  /** Writes that failed since one last succeeded. */
  get failures(): number {
    return this.#failures;
  }

  /** A write that begins after this call, and so covers what the caller has put down before it. */
  round(): Promise<void> {
    this.#next ??= this.#startAfter(this.#running);
    return this.#next;
  }

  async #startAfter(previous: Promise<void> | null): Promise<void> {
    await previous?.catch(() => {});
    const writing = this.#write();
    this.#running = writing;
    this.#next = null;
    try {
      await writing;
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      throw error;
    } finally {
      if (this.#running === writing) this.#running = null;
    }
  }
}
