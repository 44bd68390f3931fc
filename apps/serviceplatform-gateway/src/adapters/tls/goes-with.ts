import { ValidateBy, type ValidationArguments } from 'class-validator';

/**
 * Refuses a setting that is set without the others it needs: `{ clientKeyFile: 'SP_CLIENT_KEY_FILE' }`, member to variable. `when`
 * says of a value, and of all settings, whether they are needed.
 */
export function GoesWith(
  others: Readonly<Record<string, string>>,
  when: (value: unknown, settings: object) => boolean = () => true,
): PropertyDecorator {
  const lacking = (args: ValidationArguments | undefined): string[] =>
    Object.entries(others)
      .filter(([member]) => Reflect.get(args?.object ?? {}, member) === undefined)
      .map(([, variable]) => variable);
  return ValidateBy({
    name: `goesWith ${Object.values(others).join()}`, // a member may have several
    validator: {
      validate: (value, args) => !when(value, args?.object ?? {}) || lacking(args).length === 0,
      defaultMessage: (args) => `must be accompanied by ${lacking(args).join(', ')}`,
    },
  });
}
