import type { SettingsFailure } from '@libs/config';
import type { Clock, Instant } from '@libs/kernel';
import type { KeyPair } from './key-pair.js';
import type { Validity } from './pem-files.js';

/**
 * Understands a key pair, or certificates alone, that lie in files and change there: what is under way keeps what it began with,
 * what begins next takes the newest that fits.
 */
export class CertificateFiles<Held extends Validity = KeyPair> {
  private held: Held;
  private readonly listeners: ((held: Held) => void)[] = [];

  /**
   * @param read throws SettingsFailure for files that can't be used
   * @throws SettingsFailure if they can't be used to begin with
   */
  constructor(
    /** What it is called in logs and metrics. */
    readonly name: string,
    private readonly read: (now: Instant) => Held,
    private readonly clock: Clock,
  ) {
    this.held = read(clock.now());
  }

  /** The newest that is usable. The object stays the same until the files change. */
  get current(): Held {
    return this.held;
  }

  get daysLeft(): number {
    const { epochMilliseconds } = this.held.expiresAt;
    return (epochMilliseconds - this.clock.now().epochMilliseconds) / dayMs;
  }

  /** Calls when others have been taken into use. */
  onChange(listener: (held: Held) => void): void {
    this.listeners.push(listener);
  }

  /**
   * Looks at the files again; true if others are now in use.
   * @throws SettingsFailure if they have changed to what can't be used; the former stay.
   */
  refresh(): boolean {
    const found = this.changed();
    if (found === undefined) return false;
    this.held = found;
    for (const listener of this.listeners) listener(found);
    return true;
  }

  private changed(): Held | undefined {
    const found = this.read(this.clock.now());
    return textsIn(found) === textsIn(this.held) ? undefined : found;
  }
}

/** What was in the files. */
function textsIn(held: object): string {
  return Object.values(held)
    .filter((text) => typeof text === 'string')
    .join('\n');
}

const dayMs = 24 * 60 * 60 * 1_000;

/** What is wrong with files that could not be taken into use, in one line. */
export function wrongWith({ faults }: SettingsFailure): string {
  return faults.map(({ variable, wrong }) => `${variable} ${wrong}`).join('; ');
}
