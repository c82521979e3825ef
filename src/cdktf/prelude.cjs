// Loaded into cdktf before its own code, where a person answers its questions. Ctrl-C would end
// cdktf before its Terraform, with the state lock held; so it goes to the wrapper, this process's
// parent, which interrupts Terraform instead (stop-cdktf.ts).

const register = process.on.bind(process);
register('SIGINT', () => undefined);
// cdktf's own handler hangs up on Terraform at once.
process.on = process.addListener = (event, listener) =>
  event === 'SIGINT' ? process : register(event, listener);

const CTRL_C = '\u0003';

// While cdktf reads single keys, Ctrl-C is one of them and no signal.
const { stdin } = process;
if (stdin.isTTY) {
  const setRawMode = stdin.setRawMode.bind(stdin);
  const onKeys = (keys) => {
    if (String(keys).includes(CTRL_C)) process.kill(process.ppid, 'SIGINT');
  };
  stdin.setRawMode = (isRaw) => {
    stdin.removeListener('data', onKeys);
    if (isRaw) stdin.on('data', onKeys);
    return setRawMode(isRaw);
  };
}
