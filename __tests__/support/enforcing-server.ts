import { serve } from '../../local/serve';
import { evaluate } from './rights/evaluate';

// The local AWS of the suites: roles may do what their policies allow.
serve(evaluate);
