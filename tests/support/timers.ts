interface Timer {
  at: number;
  every?: number;
  work: () => void;
}

/** Timers of a test's own, in place of the system's: what waits goes on when the test says so. */
export class Timers {
  private now = 0;
  private readonly waiting = new Set<Timer>();
  private readonly real = { ...pick(globalThis) };

  constructor() {
    const add = (work: () => void, after: number, every?: number) => {
      const timer: Timer = { at: this.now + after, every, work };
      this.waiting.add(timer);
      return Object.assign(timer, { unref: () => timer });
    };
    const remove = (timer?: Timer) => timer && this.waiting.delete(timer);
    Object.assign(globalThis, {
      setTimeout: (work: () => void, after: number) => add(work, after),
      setInterval: (work: () => void, after: number) => add(work, after, after),
      ...{ clearTimeout: remove, clearInterval: remove },
    });
  }

  /** Lets time pass. @param milliseconds how much */
  tick(milliseconds: number): void {
    const end = this.now + milliseconds;
    const next = () =>
      [...this.waiting].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
    for (let timer = next(); timer; timer = next()) {
      this.now = timer.at;
      if (timer.every === undefined) {
        this.waiting.delete(timer);
      } else {
        timer.at += timer.every;
      }
      timer.work();
    }
    this.now = end;
  }

  /** Puts the system's timers back. */
  restore(): void {
    Object.assign(globalThis, this.real);
  }
}

const pick = ({ setTimeout, setInterval, clearTimeout, clearInterval }: typeof globalThis) => ({
  ...{ setTimeout, setInterval, clearTimeout, clearInterval },
});
