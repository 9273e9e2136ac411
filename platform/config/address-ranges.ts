import { BlockList, isIP } from 'node:net';

/** An address, or all that begin with the same bits (RFC 4632, 3.1). */
interface AddressRange {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  /** Leading bits that tell. */
  readonly bits: number;
}

/** Whether a text is an IP address, or a range of them as `10.0.0.0/8`; one of all addresses is none. */
export function isAddressRange(text: string): boolean {
  return parsed(text) !== null;
}

/** Test of addresses as sockets and headers tell them: true for one in one of the ranges; that of IPv4 in IPv6 is the one it is. */
export function addressTest(ranges: readonly string[]): (address: string | undefined) => boolean {
  const list = new BlockList();
  for (const text of ranges) {
    const range = parsed(text);
    if (range === null)
      throw new Error(`found the range ${JSON.stringify(text)}; expected one that isAddressRange takes`);
    list.addSubnet(range.address, range.bits, range.family);
  }
  return (address = '') => {
    const plain = address.replace(/%.*$/s, ''); // the interface that a link-local one is reached by
    const version = isIP(plain);
    return version !== 0 && list.check(plain, version === 4 ? 'ipv4' : 'ipv6');
  };
}

function parsed(text: string): AddressRange | null {
  const [, address = '', bits] = /^([\d.]+|[\da-f:.]+)(?:\/([1-9]\d{0,2}))?$/i.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0) return null;
  const longest = version === 4 ? 32 : 128;
  const leading = bits === undefined ? longest : Number(bits);
  return leading > longest ? null : { address, family: version === 4 ? 'ipv4' : 'ipv6', bits: leading };
}
