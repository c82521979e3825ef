import { checkedStacks, failedChecks, recordChecks } from './failed-checks';
import { checkov } from './install';

// `pnpm test:update-checkov`: runs Checkov and keeps what it says, until the stacks differ.
const found = checkov();
if ('missing' in found) throw new Error(found.missing);
const checked = checkedStacks();
recordChecks(checked, failedChecks(checked, found.python));
