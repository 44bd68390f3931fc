export { describeSettings, settingsTable, type SettingDescription } from './describe-settings.js';
export {
  BytesFromEnv,
  DurationFromEnv,
  FromEnv,
  Part,
  SecretFromEnv,
  type ChoiceOptions,
  type NumberOptions,
  type SecretOptions,
  type SwitchOptions,
  type TextOptions,
  type UrlOptions,
} from './from-env.js';
export { loadSettings, type Environment, type ReadSecretFile } from './load-settings.js';
export { Secret } from './secret.js';
export { partsOf, type SettingsClass, type SettingsPart } from './settings-class.js';
export { SettingsFailure, type SettingFault } from './settings-failure.js';
