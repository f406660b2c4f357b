/**
 * Which addresses given by a caller the service may call. Guards against requests forged into a private network; what
 * a public name resolves to is the platform's care: a Worker's fetch leaves from Cloudflare's edge.
 */
const LOCAL_HOSTS: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];
/** Names that never leave a machine or a private network (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`). */
const PRIVATE_SUFFIXES = [".localhost", ".local", ".internal", ".home.arpa"];

/** Blocks of IPv4 that are not globally reachable, as the IANA special-purpose registry has them. */
const SPECIAL_IPV4: readonly [base: string, prefix: number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

/**
 * Whether `text` is an https address on a public host, without credentials. `isLocal` admits http and https to this
 * machine too.
 */
export function isPublicHttpsUrl(text: string, { isLocal }: { isLocal: boolean }): boolean {
  // The URL parser forgives spaces, line breaks, backslashes and missing slashes; what is stored should need no pardon.
  if (!/^https?:\/\/[^\s\\]+$/i.test(text)) return false;
  const url = URL.parse(text);
  if (url?.username !== "" || url.password !== "") return false;
  if (isLocal && LOCAL_HOSTS.includes(url.hostname)) return true;
  return url.protocol === "https:" && isPublicHost(url.hostname);
}

/** Takes a host as the URL parser leaves it: lower case, IPv4 in four decimal parts, IPv6 in brackets. */
function isPublicHost(host: string): boolean {
  if (host.startsWith("[")) return isGlobalIpv6(host.slice(1, -1));
  if (/^\d+(\.\d+){3}$/.test(host)) return isGlobalIpv4(host);
  const hasLabels = /^[^.]+(\.[^.]+)+$/.test(host);
  return hasLabels && !PRIVATE_SUFFIXES.some((suffix) => host.endsWith(suffix) || host === suffix.slice(1));
}

const ipv4Number = (text: string): number => text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);

function isGlobalIpv4(host: string): boolean {
  const address = ipv4Number(host);
  return !SPECIAL_IPV4.some(([base, prefix]) => {
    const size = 2 ** (32 - prefix);
    return Math.floor(address / size) === Math.floor(ipv4Number(base) / size);
  });
}

/**
 * Global unicast is 2000::/3, so that loopback, unique local, link-local, multicast and mapped addresses are out
 * already. Of it, the protocol block with Teredo (2001::/23), documentation (2001:db8::/32, 3fff::/20) and 6to4
 * (2002::/16), which wraps any IPv4 address, lead nowhere public.
 */
function isGlobalIpv6(host: string): boolean {
  if (!/^[23][0-9a-f]{3}:/.test(host)) return false;
  const [first = 0, second = 0] = host.split(":", 2).map((group) => Number.parseInt(group || "0", 16));
  const isProtocolBlock = first === 0x2001 && second < 0x0200;
  const isDocumentation = (first === 0x2001 && second === 0x0db8) || (first === 0x3fff && second < 0x1000);
  return !isProtocolBlock && !isDocumentation && first !== 0x2002;
}
