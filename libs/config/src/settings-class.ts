import type { Setting } from './setting.js';

/** A class whose members are settings or parts that hold settings. It is made without arguments. */
export type SettingsClass<Settings extends object = object> = new () => Settings;

/** A member that holds the settings of a lib. */
export type SettingsPart = { readonly member: string; readonly of: SettingsClass };

type Declared = { readonly settings: Setting[]; readonly parts: SettingsPart[] };

const declaredBy = new WeakMap<object, Declared>();

/** Called by the decorators, once per decorated member. */
export function declareSetting(prototype: object, setting: Setting): void {
  declared(prototype).settings.push(setting);
}

export function declarePart(prototype: object, part: SettingsPart): void {
  declared(prototype).parts.push(part);
}

/** The settings that a class declares itself or inherits, the inherited ones first. */
export function settingsOf(of: SettingsClass): readonly Setting[] {
  return lineage(of).flatMap((prototype) => declaredBy.get(prototype)?.settings ?? []);
}

export function partsOf(of: SettingsClass): readonly SettingsPart[] {
  return lineage(of).flatMap((prototype) => declaredBy.get(prototype)?.parts ?? []);
}

function declared(prototype: object): Declared {
  const known = declaredBy.get(prototype);
  if (known !== undefined) return known;
  const fresh: Declared = { settings: [], parts: [] };
  declaredBy.set(prototype, fresh);
  return fresh;
}

function lineage(of: SettingsClass): object[] {
  const prototypes: object[] = [];
  let current = of.prototype as object | null;
  while (current !== null && current !== Object.prototype) {
    prototypes.unshift(current);
    current = Object.getPrototypeOf(current) as object | null;
  }
  return prototypes;
}
