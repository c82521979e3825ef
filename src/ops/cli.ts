import { opsProgram } from './program';

void opsProgram(process.argv.slice(2)).then((program) => program.parseAsync());
