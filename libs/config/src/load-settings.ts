import { readFileSync } from 'node:fs';
import { validateSync } from 'class-validator';
import { Secret } from './secret.js';
import { demand, read, type Setting } from './setting.js';
import { partsOf, settingsOf, type SettingsClass } from './settings-class.js';
import { SettingsFailure, type SettingFault } from './settings-failure.js';

/** What `process.env` looks like; only an app's main.ts reads the real one. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the file that a `…_FILE` variable names, as UTF-8; throws when it can't. */
export type ReadSecretFile = (path: string) => string;

type Source = { readonly env: Environment; readonly readFile: ReadSecretFile };
type Found = { readonly text?: string; readonly fault?: SettingFault };

/**
 * Makes the settings from the environment and validates them, parts and all. The result can't be changed.
 * @throws SettingsFailure naming every faulty variable at once.
 */
export function loadSettings<Settings extends object>(
  of: SettingsClass<Settings>,
  env: Environment,
  readFile: ReadSecretFile = (path) => readFileSync(path, 'utf8'),
): Settings {
  const faults: SettingFault[] = [];
  const settings = load(of, { env, readFile }, faults);
  if (faults.length > 0) throw new SettingsFailure(faults);
  return settings;
}

function load<Settings extends object>(
  of: SettingsClass<Settings>,
  source: Source,
  faults: SettingFault[],
): Settings {
  const instance = new of();
  for (const { member, of: part } of partsOf(of))
    Reflect.set(instance, member, load(part, source, faults));
  const absent = new Set(
    settingsOf(of)
      .filter((setting) => !assign(instance, setting, source, faults))
      .map(({ member }) => member),
  );
  faults.push(...refused(instance, settingsOf(of), absent));
  return Object.freeze(instance);
}

/** Puts the value where it belongs; false when there is none, so that the validator need not look at it. */
function assign(
  instance: object,
  setting: Setting,
  source: Source,
  faults: SettingFault[],
): boolean {
  const { text, fault } = find(setting, source);
  if (fault !== undefined) faults.push(fault);
  const value = text === undefined ? setting.default : valueOf(setting, text);
  if (value === undefined || fault !== undefined) return false;
  Reflect.set(instance, setting.member, value);
  return true;
}

function find(setting: Setting, source: Source): Found {
  const found = setting.secret ? secretText(setting, source) : plainText(setting, source);
  return Object.keys(found).length === 0 && setting.required ? { fault: missing(setting) } : found;
}

function valueOf(setting: Setting, text: string): Secret | number | string | boolean {
  return setting.secret ? new Secret(text) : read(setting.shape, text);
}

function plainText({ variable }: Setting, { env }: Source): Found {
  const text = env[variable]?.trim();
  return text === undefined || text === '' ? {} : { text };
}

function secretText(setting: Setting, source: Source): Found {
  const direct = plainText(setting, source).text;
  const fileVariable = `${setting.variable}_FILE`;
  const path = source.env[fileVariable]?.trim();
  if (path === undefined || path === '') return direct === undefined ? {} : { text: direct };
  if (direct !== undefined)
    return {
      fault: {
        variable: fileVariable,
        wrong: `is set beside ${setting.variable}`,
        cure: 'Set one of the two',
      },
    };
  return fromFile(fileVariable, path, source.readFile);
}

function fromFile(variable: string, path: string, readFile: ReadSecretFile): Found {
  try {
    const text = readFile(path).trim();
    if (text !== '') return { text };
    return {
      fault: { variable, wrong: `names an empty file, ${path}`, cure: 'Write the secret into it' },
    };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return {
      fault: {
        variable,
        wrong: `names a file that can't be read, ${path}${code}`,
        cure: 'Check the path and that the service may read it',
      },
    };
  }
}

function missing({ variable, shape, secret, what }: Setting): SettingFault {
  const cure = `Set it to ${demand(shape)}${secret ? `, or ${variable}_FILE to a file that holds it` : ''}`;
  return { variable, wrong: `is missing${what === '' ? '' : ` (${what})`}`, cure };
}

function refused(
  instance: object,
  settings: readonly Setting[],
  absent: ReadonlySet<string>,
): SettingFault[] {
  const byMember = new Map(settings.map((setting) => [setting.member, setting]));
  return validateSync(instance, { forbidUnknownValues: false }).flatMap(
    ({ property, constraints, value }) => {
      const setting = byMember.get(property);
      if (setting === undefined || absent.has(property)) return [];
      const cure =
        setting.default === undefined
          ? 'Change it'
          : `Change it, or leave it out for ${String(setting.default)}`;
      return Object.values(constraints ?? {}).map((wrong) => ({
        variable: setting.variable,
        wrong: `${wrong}${quoted(setting, value)}`,
        cure,
      }));
    },
  );
}

const quotedLengthMax = 60;

function quoted(setting: Setting, value: unknown): string {
  return setting.secret ? '' : `, not ${JSON.stringify(value).slice(0, quotedLengthMax)}`;
}
