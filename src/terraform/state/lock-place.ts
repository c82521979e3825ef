/** Where Terraform keeps the lock of a state. */
export interface LockPlace {
  /** For people. */
  readonly name: string;
  /** The lock's text, be it empty; undefined where there is no lock. */
  read(key: string): Promise<string | undefined>;
  /** Returns false, and does nothing, where there is a lock. */
  put(key: string, text: string): Promise<boolean>;
  /** Returns false, and does nothing, where there is no lock or another. */
  remove(key: string, text: string): Promise<boolean>;
}
