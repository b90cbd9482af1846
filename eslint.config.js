import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'public/',
      'node_modules/',
      'test-results/',
      'playwright-report/',
      'models/training/',
      'models/reference/',
      'models/checkpoints/',
      '.cache/',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      globals: { ...globals.browser, ...globals.node },
      parserOptions: { projectService: { allowDefaultProject: ['*.js', '*.cjs'] } },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    // Tests and texts included: a longer file holds more than one thing.
    files: ['**/*.{ts,tsx}'],
    rules: { 'max-lines': ['error', 300] },
  },
  { files: ['models/**/*.ts', '*.ts', 'e2e/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['src/app/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs.recommended.rules,
  },
  {
    // What follows something is started by `startServices` in shell/start-services.ts, and can be stopped.
    files: ['src/app/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...["property.name='subscribe'", "name='addEventListener'"].map((callee) => ({
          selector: `Program > ExpressionStatement > CallExpression[callee.${callee}]`,
          message:
            'Expected no subscription while a module is imported: start it in startServices.',
        })),
      ],
    },
  },
  { files: ['**/*.js', '**/*.cjs'], extends: [tseslint.configs.disableTypeChecked] },
);
