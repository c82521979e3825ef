import { serve } from '../../local/serve';
import { evaluate } from './rights/evaluate';

// The local AWS of the suites ends with them, also where they are killed: it has another parent then.
const suites = process.ppid;
setInterval(() => {
  if (process.ppid !== suites) process.exit();
}, 1_000).unref();

// Roles may do what their policies allow.
serve(evaluate);
