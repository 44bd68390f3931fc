/** How a setting is read and what it accepts; one per decorated member of a settings class. */
export type Setting = {
  /** Name of the environment variable. */
  readonly variable: string;
  /** Member of the settings class that takes the value. */
  readonly member: string;
  readonly what: string;
  readonly shape: Shape;
  readonly required: boolean;
  readonly default?: number | string | boolean;
  /** Said of a value that is refused, besides what is accepted. */
  readonly refusal?: string;
  /** Never printed; may also come from the file that `<variable>_FILE` names. */
  readonly secret: boolean;
};

export type Shape =
  | {
      readonly kind: 'number';
      readonly min: number;
      readonly max: number;
      readonly whole: boolean;
      readonly unit?: Unit;
    }
  | { readonly kind: 'switch' }
  | { readonly kind: 'choice'; readonly oneOf: readonly string[] }
  | { readonly kind: 'text'; readonly lengthMax: number }
  | { readonly kind: 'url'; readonly protocols: readonly string[] };

/** Units stand last in the names of what has one: `HTTP_DRAIN_TIMEOUT_MS`, `drainTimeoutMs`. */
export type Unit = 'ms' | 'seconds' | 'minutes' | 'hours' | 'days' | 'bytes';

/** Longest value that a text setting takes unless it says otherwise, in characters. */
export const textLengthMax = 2_000;

/** Turns the text of a variable into a value of the shape; a text that does not fit is returned as it is, for the validator to refuse. */
export function read(shape: Shape, text: string): number | string | boolean {
  switch (shape.kind) {
    case 'number':
      return /^-?\d{1,15}(\.\d{1,9})?$/.test(text) ? Number(text) : text;
    case 'switch':
      return text === 'true' ? true : text === 'false' ? false : text;
    default:
      return text;
  }
}

/** Whether a value read from the environment is what the setting accepts. */
export function accepts(shape: Shape, value: unknown): boolean {
  if (shape.kind === 'switch') return typeof value === 'boolean';
  if (shape.kind === 'number') return typeof value === 'number' && inRange(shape, value);
  return typeof value === 'string' && acceptsText(shape, value);
}

function acceptsText(shape: Exclude<Shape, { kind: 'number' | 'switch' }>, text: string): boolean {
  switch (shape.kind) {
    case 'choice':
      return shape.oneOf.includes(text);
    case 'text':
      return text.length <= shape.lengthMax;
    case 'url':
      return hasProtocol(text, shape.protocols);
  }
}

/** What the setting accepts, in words that follow "must be". */
export function demand(shape: Shape): string {
  switch (shape.kind) {
    case 'number':
      return `${shape.whole ? 'a whole number' : 'a number'} from ${String(shape.min)} to ${String(shape.max)}${shape.unit === undefined ? '' : ` (${shape.unit})`}`;
    case 'switch':
      return 'true or false';
    case 'choice':
      return `one of ${shape.oneOf.join(', ')}`;
    case 'text':
      return `a text of at most ${String(shape.lengthMax)} characters`;
    case 'url':
      return `an address that begins with ${shape.protocols.map((protocol) => `${protocol}://`).join(' or ')}`;
  }
}

function inRange({ min, max, whole }: Shape & { kind: 'number' }, value: number): boolean {
  return value >= min && value <= max && (!whole || Number.isSafeInteger(value));
}

function hasProtocol(text: string, protocols: readonly string[]): boolean {
  return (
    URL.canParse(text) &&
    protocols.some((protocol) => text.toLowerCase().startsWith(`${protocol}://`))
  );
}
