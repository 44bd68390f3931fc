import { Child } from '../run/child.js';
import { fate } from '../run/fate.js';
import type { RunFolder } from '../run/run-folder.js';

export type Addresses = Readonly<Record<string, string>>;

export type NodePlan = {
  readonly name: string;
  /** Absolute path of a compiled file. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What Node is told before the entry. */
  readonly nodeArgs?: readonly string[];
};

const listenWithinMs = 180_000;

/** Understands one of our own processes: a compiled entry that tells by its channel where it listens. */
export class NodeChild {
  private constructor(
    readonly child: Child,
    /** Fails when it ends without having been asked to. */
    readonly failed: Promise<never>,
    readonly listening: Promise<Addresses>,
  ) {}

  static start(folder: RunFolder, { name, entry, env, nodeArgs = [] }: NodePlan): NodeChild {
    const child = Child.start(folder, {
      name,
      command: process.execPath,
      args: ['--enable-source-maps', ...nodeArgs, entry],
      env,
      channel: true,
    });
    const failed = fate(child.orItsEnd());
    const listening = Promise.race([addressesOf(child), failed]);
    listening.catch(() => undefined);
    return new NodeChild(child, failed, listening);
  }
}

function addressesOf(child: Child): Promise<Addresses> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(
        new Error(
          `${child.name} did not listen within ${String(listenWithinMs / 1000)} s. The end of ${child.logFile}:\n${child.lastLines()}`,
        ),
      );
    }, listenWithinMs);
    child.onMessage((message) => {
      if (!isListening(message)) return;
      clearTimeout(timer);
      resolve(message.listening);
    });
    void child.ended.then(() => {
      clearTimeout(timer);
    });
  });
}

function isListening(message: unknown): message is { readonly listening: Addresses } {
  return (
    typeof message === 'object' &&
    message !== null &&
    'listening' in message &&
    typeof message.listening === 'object'
  );
}
