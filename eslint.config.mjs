import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const readsTheEnvironment = {
  object: 'process',
  property: 'env',
  message: 'Only src/config reads the environment: add the setting there and pass it in.',
};

const barrel = {
  name: '@cdktf/provider-aws',
  message:
    "Import deeply, e.g. '@cdktf/provider-aws/lib/s3-bucket': the barrel loads every service of AWS.",
};

export default tseslint.config(
  { ignores: ['node_modules', 'cdktf.out', '.local-aws', '.cache'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'no-restricted-imports': ['error', { paths: [barrel] }],
      'no-restricted-properties': ['error', readsTheEnvironment],
      'no-restricted-syntax': [
        'error',
        {
          selector: "ImportDeclaration[source.value='node:process']",
          message:
            'Use the global `process`: the rule that keeps process.env in src/config sees it.',
        },
      ],
      // Constructs work by being created.
      'no-new': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['src/config/**/*.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  // By depth: what is above local/aws may import what is in it, never the other way round.
  ...['*.ts', '*/*.ts', '*/*/*.ts'].map((files, depth) => ({
    files: [`local/aws/${files}`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [barrel],
          patterns: [
            {
              regex: `^(\\.\\./){${depth + 1}}`,
              message: 'The machine-local AWS imports nothing from outside of local/aws.',
            },
          ],
        },
      ],
    },
  })),
  {
    files: ['**/*.mjs', '**/*.cjs', 'ops'],
    languageOptions: {
      globals: {
        process: 'readonly',
        module: 'writable',
        require: 'readonly',
        __dirname: 'readonly',
        console: 'readonly',
      },
    },
  },
);
