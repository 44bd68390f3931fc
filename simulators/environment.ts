/** What the simulators are told. */
export type SimulatorsEnvironment = {
  /** A loopback address. */
  readonly host: string;
  readonly amqpUrl: string;
  /** Secret of the identity provider's client `local-operator`. */
  readonly operatorSecret: string;
  /** Audience of the tokens that the services accept. */
  readonly audience: string;
  /** The library's chance; the same seed plays the same day. */
  readonly seed: number;
};

const seedMax = 2 ** 32 - 1;

type Variable = {
  readonly name: string;
  readonly fits: (text: string) => boolean;
  readonly cure: string;
  readonly default?: string;
};

const variables: readonly Variable[] = [
  { name: 'HTTP_HOST', fits: (text) => text !== '', cure: 'set it to the address to listen on' },
  { name: 'AMQP_URL', fits: (text) => /^amqps?:\/\//.test(text), cure: 'set it to amqp://…' },
  {
    name: 'OPERATOR_SECRET',
    fits: (text) => text !== '',
    cure: "set it to the local operator's secret",
  },
  {
    name: 'OIDC_AUDIENCE',
    fits: (text) => /^[\w.-]+$/.test(text),
    cure: 'set it to the audience of the services',
    default: 'debitorbro',
  },
  {
    name: 'SIMULATORS_SEED',
    fits: isSeed,
    cure: `set it to a whole number from 0 to ${String(seedMax)}`,
    default: '1',
  },
];

/**
 * Reads HTTP_HOST, AMQP_URL, OPERATOR_SECRET, OIDC_AUDIENCE (default `debitorbro`) and SIMULATORS_SEED (default 1). An empty
 * variable counts as absent.
 * @throws Error naming every variable that is missing or unfit; values are not quoted.
 */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): SimulatorsEnvironment {
  const values = variables.map((variable) => ({
    ...variable,
    text: textOf(env[variable.name], variable.default),
  }));
  const faults = values
    .filter(({ fits, text }) => !fits(text))
    .map(({ name, cure }) => `${name} is missing or unfit: ${cure}.`);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const [host = '', amqpUrl = '', operatorSecret = '', audience = '', seed] = values.map(
    ({ text }) => text,
  );
  return { host, amqpUrl, operatorSecret, audience, seed: Number(seed) };
}

function textOf(given: string | undefined, fallback = ''): string {
  return given === undefined || given === '' ? fallback : given;
}

function isSeed(text: string): boolean {
  return /^\d{1,10}$/.test(text) && Number(text) <= seedMax;
}
