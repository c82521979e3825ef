import { opsProgram } from './program';

void opsProgram().parseAsync();
