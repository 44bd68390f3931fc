/** One variable that keeps the service from starting. Texts never hold the value of a secret. */
export type SettingFault = {
  readonly variable: string;
  readonly wrong: string;
  readonly cure: string;
};

/** Understands why a service may not start: every faulty variable by its name, with what to do about it. */
export class SettingsFailure extends Error {
  readonly code = 'settings.faulty';

  constructor(readonly faults: readonly SettingFault[]) {
    super(
      [
        'The settings are faulty:',
        ...faults.map(({ variable, wrong, cure }) => `  ${variable} ${wrong}. ${cure}`),
      ].join('\n'),
    );
    this.name = 'SettingsFailure';
  }
}
