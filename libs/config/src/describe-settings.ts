import { demand, type Setting } from './setting.js';
import { partsOf, settingsOf, type SettingsClass } from './settings-class.js';

/** A line of the operator's list of settings. */
export type SettingDescription = {
  readonly variable: string;
  readonly what: string;
  /** What it accepts, in words: the range with its unit, the choices, the form of the address. */
  readonly accepts: string;
  /** Absent where there is none: `required` then tells whether it may be left out. */
  readonly default?: string;
  readonly required: boolean;
  readonly secret: boolean;
};

/** Every setting of a class and its parts, in the order of declaration, parts first; a variable that two parts share is told once. */
export function describeSettings(of: SettingsClass): readonly SettingDescription[] {
  const all = [
    ...partsOf(of).flatMap((part) => describeSettings(part.of)),
    ...settingsOf(of).map(described),
  ];
  return [...new Map(all.map((each) => [each.variable, each])).values()];
}

/** The same as a Markdown table, for docs/operating. */
export function settingsTable(of: SettingsClass): string {
  const rows = describeSettings(of).map(
    (each) =>
      `| \`${each.variable}\`${each.secret ? ' (secret, also `_FILE`)' : ''} | ${each.what} | ${each.accepts} | ${fallback(each)} |`,
  );
  return ['| variable | what | accepts | default |', '|---|---|---|---|', ...rows].join('\n');
}

function described(setting: Setting): SettingDescription {
  const { variable, what, shape, required, secret } = setting;
  return {
    variable,
    what,
    accepts: demand(shape),
    required,
    secret,
    ...(setting.default === undefined ? {} : { default: String(setting.default) }),
  };
}

function fallback(setting: SettingDescription): string {
  return setting.default ?? (setting.required ? 'required' : 'none');
}
