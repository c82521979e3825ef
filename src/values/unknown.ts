/** A value that Terraform learns from an apply. */
export class Unknown {
  toJSON(): string {
    return '(known after apply)';
  }
}
