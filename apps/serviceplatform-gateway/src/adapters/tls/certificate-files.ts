import type { SettingsFailure } from '@libs/config';
import type { Clock } from '@libs/kernel';
import { type KeyPair, type KeyPairFiles, readKeyPair } from './key-pair.js';

type Listener = (keyPair: KeyPair) => void;

/**
 * Understands a key pair that lies in files and changes there: what is under way keeps the one it began with, what begins next
 * takes the newest that fits.
 */
export class CertificateFiles {
  private held: KeyPair;
  private readonly listeners: Listener[] = [];

  /** @throws SettingsFailure if the files don't hold a usable key pair to begin with. */
  constructor(
    /** What it is called in logs and metrics. */
    readonly name: string,
    private readonly files: KeyPairFiles,
    private readonly clock: Clock,
  ) {
    this.held = readKeyPair(files, clock.now());
  }

  /** The newest usable pair. The object stays the same until the files change. */
  get current(): KeyPair {
    return this.held;
  }

  get daysLeft(): number {
    const { epochMilliseconds } = this.held.expiresAt;
    return (epochMilliseconds - this.clock.now().epochMilliseconds) / dayMs;
  }

  /** Calls when another pair has been taken into use. */
  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  /**
   * Looks at the files again; true if another pair is now in use.
   * @throws SettingsFailure if they have changed to what can't be used; the former pair stays.
   */
  refresh(): boolean {
    const found = this.changed();
    if (found === undefined) return false;
    this.held = found;
    for (const listener of this.listeners) listener(found);
    return true;
  }

  private changed(): KeyPair | undefined {
    const { cert, key, ca } = this.held;
    const found = readKeyPair(this.files, this.clock.now());
    return found.cert === cert && found.key === key && found.ca === ca ? undefined : found;
  }
}

const dayMs = 24 * 60 * 60 * 1_000;

/** What is wrong with files that could not be taken into use, in one line. */
export function wrongWith({ faults }: SettingsFailure): string {
  return faults.map(({ variable, wrong }) => `${variable} ${wrong}`).join('; ');
}
