import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress, refusalOfAddresses } from './address-guard.ts';
import { RefusedAddress } from './refused-address.ts';

/** All addresses of a name, as the system finds them. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/**
 * Finds a name's addresses once for each connection and hands on the very ones that were looked at: a name that answers
 * otherwise the next moment is not asked again. One address that is not `isOpen` spoils all of them.
 */
export function guardedLookup(
  resolve: Resolve,
  isOpen: (address: string) => boolean = isPublicAddress,
): LookupFunction {
  return (hostname, options, callback) => {
    const refuse = (error: Error): void => callback(error, '', 4);
    const judge = (found: readonly LookupAddress[]): void => {
      const [first] = found;
      if (first === undefined || !found.every(({ address }) => isOpen(address)))
        refuse(new RefusedAddress(refusalOfAddresses(hostname)));
      else if (options.all === true) callback(null, [...found]);
      else callback(null, first.address, first.family);
    };
    resolve(hostname).then(judge, refuse);
  };
}
