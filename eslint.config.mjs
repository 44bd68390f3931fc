import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Whoever writes `process.env` in another way means the same. */
const environment = [
  "MemberExpression[object.name='process'][property.name='env']",
  "VariableDeclarator[init.name='process'] > ObjectPattern > Property[key.name='env']",
  "ImportDeclaration[source.value=/^(node:)?process$/] > ImportSpecifier[imported.name='env']",
].map((selector) => ({
  selector,
  message:
    'The environment is read in main.ts, into a settings class: take a setting as an argument.',
}));

const emptyWords = {
  selector:
    ':matches(ClassDeclaration, FunctionDeclaration, TSTypeAliasDeclaration)[id.name=/(Utils?|Helpers?|Common|Managers?|Data|Info|Impl)$/i]',
  message: 'That word says nothing: name the thing after what it understands.',
};

const manyArguments = {
  selector:
    ":matches(FunctionDeclaration, ArrowFunctionExpression, MethodDefinition[kind!='constructor'] > FunctionExpression)[params.length>4]",
  message:
    'More than four arguments: some of them belong together. (What a class is given by injection does not count.)',
};

/** What nobody writes anywhere. Flat configuration replaces a rule's options, so every block below repeats what it inherits. */
const everywhere = [...environment, emptyWords, manyArguments];

const reveal = {
  selector: "CallExpression[callee.property.name='reveal'][callee.object.type!='ThisExpression']",
  message:
    'Personal numbers stay masked: reveal() belongs into persistence/ and adapters/, or needs a disable with its reason.',
};

const domain = [
  {
    selector: "NewExpression[callee.name='Date']",
    message: 'The domain has no clock: take `today` or `now` as an argument.',
  },
  {
    selector: "CallExpression[callee.object.name='Date']",
    message: 'The domain has no clock: take `today` or `now` as an argument.',
  },
  {
    selector: "MemberExpression[object.name='Temporal'][property.name='Now']",
    message: 'The domain has no clock: take `today` or `now` as an argument.',
  },
  {
    selector: "MemberExpression[object.name='performance']",
    message: 'The domain has no clock: take `now` as an argument.',
  },
  {
    selector: "NewExpression[callee.name='SystemClock']",
    message: 'The domain has no clock: take `today` or `now` as an argument.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'The domain has no chance: take the number as an argument.',
  },
  {
    selector: "MemberExpression[object.name='crypto']",
    message: 'The domain has no chance: take the id as an argument.',
  },
  {
    selector: ':function[async=true]',
    message: 'The domain does not wait: what has to be fetched is gathered before deciding.',
  },
  {
    selector: "NewExpression[callee.name='Promise']",
    message: 'The domain does not wait: what has to be fetched is gathered before deciding.',
  },
  {
    selector: 'AwaitExpression',
    message: 'The domain does not wait: what has to be fetched is gathered before deciding.',
  },
];

const specs = ['**/*.spec.ts', '**/*.fixture.ts', 'libs/testing/**/*.ts', 'test/**/*.ts'];

export default defineConfig(
  { ignores: ['dist/', '.local/', 'coverage/', 'node_modules/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-function-return-type': ['error', { allowExpressions: true }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off', // Nest's structural contracts
      '@typescript-eslint/require-await': 'off', // ports and Nest ask for promises where an answer is at hand
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { requireDefaultForNonUnion: true, considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-invalid-void-type': ['error', { allowAsThisParameter: true }],
      complexity: ['error', { max: 8, variant: 'modified' }], // a switch over a union is one decision
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'id-denylist': ['error', 'utils', 'util', 'helper', 'helpers', 'common', 'manager', 'impl'],
      'max-lines': ['error', { max: 300, skipBlankLines: false }],
      'max-lines-per-function': ['error', { max: 70 }],
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...everywhere, reveal],
      'object-shorthand': 'error',
      'prefer-template': 'error',
    },
  },
  {
    files: [
      'apps/*/src/persistence/**/*.ts',
      'apps/*/src/adapters/**/*.ts',
      'libs/kernel/src/**/*.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', ...everywhere] },
  },
  {
    files: ['apps/*/src/domain/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere, reveal, ...domain] },
  },
  {
    files: ['**/main.ts', 'deploy/**/*.ts', 'bench/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', emptyWords, manyArguments, reveal] },
  },
  {
    files: specs,
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', name: ['it', 'describe', 'test'], package: '@jest/globals' },
          ],
        },
      ],
      '@typescript-eslint/explicit-function-return-type': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      '@typescript-eslint/unbound-method': 'off',
      complexity: 'off', // a plain model of the rules is one long sentence
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      'no-restricted-syntax': ['error', emptyWords],
    },
  },
  {
    files: ['**/*.mjs'],
    rules: {
      eqeqeq: 'error',
      complexity: ['error', 8],
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', 70],
      'max-params': ['error', 4],
      'no-unused-vars': 'error',
      'no-undef': 'off',
    },
  },
);
