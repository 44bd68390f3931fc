/** A server of our own that can be killed, and started again at the same address with the data that it had. */
export type Killable = {
  /** By SIGKILL, at once. */
  kill(): Promise<void>;
  startAgain(): Promise<void>;
};

/** A broker that is ours to use, with the management side if there is one. */
export type Broker = {
  /** One line about where it comes from. */
  readonly origin: string;
  readonly amqpUrl: string;
  /** With name and password of an administrator; absent where the broker is somebody else's and has none. */
  readonly managementUrl?: string;
  /** What Prometheus scrapes; absent where the broker is not ours to configure. */
  readonly metricsUrl?: string;
  /** Whether it belongs to this run alone and goes with it. */
  readonly isPrivate: boolean;
  /** Fails when the broker ends by itself; never ends otherwise. */
  readonly failed: Promise<never>;
  /** Nothing where it is another's process. */
  readonly killable?: Killable;
  /** @param graceMs afterwards it is ended by force */
  stop(graceMs: number): Promise<void>;
};

export const never = new Promise<never>(() => undefined);
