import 'reflect-metadata';
import { ValidateBy } from 'class-validator';
import { Secret } from './secret.js';
import { accepts, demand, textLengthMax, type Setting, type Shape, type Unit } from './setting.js';
import { declarePart, declareSetting, type SettingsClass } from './settings-class.js';

type Always = {
  /** One sentence for the operator; it goes into the list of settings. */
  readonly what?: string;
  /** Absence is no fault; the member stays undefined. */
  readonly optional?: true;
};

/** A tunable: a default needs a range, and the range is checked for the default too. */
export type NumberOptions = Always & {
  readonly default?: number;
  readonly min: number;
  readonly max: number;
  /** Allows fractions, e.g. for a ratio. */
  readonly fraction?: true;
};
export type SwitchOptions = Always & { readonly default?: boolean };
export type ChoiceOptions = Always & {
  readonly oneOf: readonly string[];
  readonly default?: string;
  /** For whoever has set something else: why it is refused, and what to do then. */
  readonly refusal?: string;
};
export type TextOptions = Always & { readonly default?: string; readonly lengthMax?: number };
/** Addresses have no default: one that is forgotten must not lead somewhere. */
export type UrlOptions = Always & { readonly protocols: readonly string[] };
export type SecretOptions = Always & {
  readonly protocols?: readonly string[];
  readonly lengthMax?: number;
};

type Options = NumberOptions | SwitchOptions | ChoiceOptions | TextOptions | UrlOptions;

/**
 * Reads a member from an environment variable. The member's declared type decides: `number` with `min` and `max`,
 * `boolean` (`true`, `false`), `string`; `oneOf` makes it a choice, `protocols` an address. Further class-validator
 * decorators on the member are asked too. An empty variable counts as absent.
 * @throws Error when the declaration itself is wrong, as soon as the class is loaded.
 */
export function FromEnv(variable: string, options: Options = {}): PropertyDecorator {
  return (prototype, member) => {
    const shape = shapeFor(
      options,
      Reflect.getMetadata('design:type', prototype, member),
      variable,
    );
    declare(prototype, {
      variable,
      member: String(member),
      shape,
      secret: false,
      ...presence(options),
      ...('refusal' in options && { refusal: options.refusal }),
    });
  };
}

/** A duration as a whole number; the unit stands last in both names: `HTTP_DRAIN_TIMEOUT_MS`, `drainTimeoutMs`. */
export function DurationFromEnv(variable: string, options: NumberOptions): PropertyDecorator {
  return measured(variable, options, ['ms', 'seconds', 'minutes', 'hours', 'days']);
}

/** A size in bytes as a whole number; the names end in `_BYTES` and `Bytes`. */
export function BytesFromEnv(variable: string, options: NumberOptions): PropertyDecorator {
  return measured(variable, options, ['bytes']);
}

/** A secret (member of type `Secret`), from the variable or from the file that `<variable>_FILE` names. No default, never printed. */
export function SecretFromEnv(variable: string, options: SecretOptions = {}): PropertyDecorator {
  return (prototype, member) => {
    const shape: Shape =
      options.protocols === undefined
        ? { kind: 'text', lengthMax: options.lengthMax ?? secretLengthMax }
        : { kind: 'url', protocols: options.protocols };
    declare(prototype, {
      variable,
      member: String(member),
      shape,
      secret: true,
      ...presence(options),
    });
  };
}

/** A member that holds another settings class, e.g. a lib's part; it is loaded and validated with the whole. */
export function Part(): PropertyDecorator {
  return (prototype, member) => {
    const of = Reflect.getMetadata('design:type', prototype, member) as SettingsClass | undefined;
    if (typeof of !== 'function')
      throw new Error(`The part "${String(member)}" must have a settings class as its type.`);
    declarePart(prototype, { member: String(member), of });
  };
}

/** A key set or a certificate fits; a file that was named by mistake does not. */
const secretLengthMax = 64_000;

function declare(prototype: object, setting: Setting): void {
  const fault =
    setting.default === undefined || accepts(setting.shape, setting.default)
      ? undefined
      : `must be ${demand(setting.shape)}`;
  if (fault !== undefined) throw new Error(`The default of ${setting.variable} ${fault}.`);
  declareSetting(prototype, setting);
  const refusal = setting.refusal === undefined ? '' : ` (${setting.refusal})`;
  const fits = (value: unknown): boolean =>
    accepts(setting.shape, value instanceof Secret ? value.expose() : value);
  ValidateBy({
    name: setting.variable,
    validator: {
      validate: fits,
      defaultMessage: () => `must be ${demand(setting.shape)}${refusal}`,
    },
  })(prototype, setting.member);
}

function presence(
  options: Options | SecretOptions,
): Pick<Setting, 'what' | 'required' | 'default'> {
  const fallback = 'default' in options ? options.default : undefined;
  const required = options.optional !== true && fallback === undefined;
  return {
    what: options.what ?? '',
    required,
    ...(fallback === undefined ? {} : { default: fallback }),
  };
}

function shapeFor(options: Options, type: unknown, variable: string): Shape {
  if ('protocols' in options) return { kind: 'url', protocols: options.protocols };
  if ('oneOf' in options) return { kind: 'choice', oneOf: options.oneOf };
  if ('min' in options)
    return { kind: 'number', min: options.min, max: options.max, whole: options.fraction !== true };
  if (type === Boolean) return { kind: 'switch' };
  if (type === String)
    return {
      kind: 'text',
      lengthMax: 'lengthMax' in options ? (options.lengthMax ?? textLengthMax) : textLengthMax,
    };
  throw new Error(
    `${variable}: a number needs "min" and "max"; otherwise declare the member as string or boolean, or give "oneOf".`,
  );
}

function measured(
  variable: string,
  options: NumberOptions,
  units: readonly Unit[],
): PropertyDecorator {
  return (prototype, member) => {
    const unit = units.find(
      (each) => variable.endsWith(`_${each.toUpperCase()}`) && endsInUnit(String(member), each),
    );
    if (unit === undefined)
      throw new Error(
        `${variable} and its member "${String(member)}" must end in the same unit: ${units.join(', ')}.`,
      );
    const shape: Shape = { kind: 'number', min: options.min, max: options.max, whole: true, unit };
    declare(prototype, {
      variable,
      member: String(member),
      shape,
      secret: false,
      ...presence(options),
    });
  };
}

function endsInUnit(member: string, unit: Unit): boolean {
  return member === unit || member.endsWith(unit.charAt(0).toUpperCase() + unit.slice(1));
}
