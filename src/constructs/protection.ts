/**
 * `protected`: neither Terraform nor AWS deletes it by mistake.
 * `disposable`: destroying the stage takes the data along.
 */
export type Protection = 'protected' | 'disposable';
