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
  /** @param graceMs afterwards it is ended by force */
  stop(graceMs: number): Promise<void>;
};

export const never = new Promise<never>(() => undefined);
