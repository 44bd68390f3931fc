import type { Child } from './child.js';
import { fate } from './fate.js';

/** Understands whether a server that lives several times has ended without being asked to, in whichever of its lives. */
export class UnaskedEnd {
  /** Never ends otherwise. */
  readonly failed: Promise<never>;
  private reject: (reason: unknown) => void = () => undefined;

  constructor() {
    this.failed = fate(
      new Promise<never>((_, reject) => {
        this.reject = reject;
      }),
    );
  }

  /** Once it serves: what ends while it starts is told to whoever has started it. */
  watch(life: Child): void {
    life.orItsUnaskedEnd().catch(this.reject);
  }
}
