import { Text, textLimits } from './rules.js';

/** Why, for machines (`code`) and in Danish for staff (`text`). Never personal. */
export class CodedReason {
  @Text(textLimits.name) code!: string;
  @Text(textLimits.text) text!: string;
}
