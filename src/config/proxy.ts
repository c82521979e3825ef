import { BlockList, isIP } from 'node:net';
import { given, type Environment } from './environment';
import { UserError } from './user-error';

/**
 * The proxy through which Terraform would ask for the address: HTTPS_PROXY or HTTP_PROXY, unless NO_PROXY
 * names its host. No proxy is asked for what runs on this machine.
 * https://pkg.go.dev/golang.org/x/net/http/httpproxy
 * @throws UserError when the variable names no proxy of HTTP.
 */
export function proxyFor(url: URL, env: Environment = process.env): URL | undefined {
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const value = eitherCase(env, name);
  if (value === undefined || isDirect(url, eitherCase(env, 'NO_PROXY') ?? '')) return undefined;
  const address = value.includes('://') ? value : `http://${value}`;
  const proxy = URL.canParse(address) ? new URL(address) : undefined;
  // Its value may hold a password.
  if (proxy?.protocol === 'http:' || proxy?.protocol === 'https:') {
    if (isReadable(proxy.username) && isReadable(proxy.password)) return proxy;
    throw new UserError(
      `${name} has a name or a password that cannot be read: % must be written as %25 there. Correct it, or unset it.`,
    );
  }
  throw new UserError(
    `${name} names no proxy: must be http://host:port or https://host:port. Correct it, or unset it.`,
  );
}

function isReadable(encoded: string): boolean {
  try {
    decodeURIComponent(encoded);
    return true;
  } catch {
    return false;
  }
}

const eitherCase = (env: Environment, name: string): string | undefined =>
  given(env, name) ?? given(env, name.toLowerCase());

function isDirect(url: URL, exceptions: string): boolean {
  const host = hostOf(url);
  const port = url.port === '' ? DEFAULT_PORTS[url.protocol] : url.port;
  const isExcepted = (exception: string): boolean => {
    const [, name = exception, only] = /^(.*[^:\]]|\[.*\]):(\d+)$/.exec(exception) ?? [];
    return (only === undefined || only === port) && names(withoutBrackets(name), host);
  };
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    isWithin('127.0.0.0/8', host) ||
    isWithin('::1/128', host) ||
    exceptions
      .toLowerCase()
      .split(/[\s,]+/)
      .some(isExcepted)
  );
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** Whether an entry of NO_PROXY means the host: `example.com` with its subdomains, `.example.com` only those. */
function names(entry: string, host: string): boolean {
  if (entry === '*') return true;
  if (entry === '') return false;
  if (isIP(host) !== 0) return entry === host || isWithin(entry, host);
  const domain = entry.replace(/^\*?\./, '.');
  return host === domain || host.endsWith(domain.startsWith('.') ? domain : `.${domain}`);
}

/** Whether an IP address lies in a block such as `10.0.0.0/8`. */
function isWithin(block: string, host: string): boolean {
  const [, network = '', prefix = ''] = /^([\da-f.:]+)\/(\d{1,3})$/.exec(block) ?? [];
  const version = isIP(network);
  if (version === 0 || version !== isIP(host) || Number(prefix) > (version === 4 ? 32 : 128)) {
    return false;
  }
  const type = version === 4 ? 'ipv4' : 'ipv6';
  const blocks = new BlockList();
  blocks.addSubnet(network, Number(prefix), type);
  return blocks.check(host, type);
}

const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

/** The host of an address as a connection takes it: an IPv6 address without its brackets. */
export const hostOf = (url: URL): string => withoutBrackets(url.hostname);
