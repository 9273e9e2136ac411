import {
  MongoAPIError,
  MongoClientClosedError,
  MongoError,
  MongoNotConnectedError,
  MongoServerClosedError,
  MongoServerError,
  MongoTopologyClosedError,
} from 'mongodb';

/** Server codes of a MongoDB that cannot serve now, by name as its error_codes.yml has them. */
const unavailableCodes: ReadonlySet<number | string | undefined> = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  18, // AuthenticationFailed
  50, // MaxTimeMSExpired
  64, // WriteConcernTimeout
  89, // NetworkTimeout
  91, // ShutdownInProgress
  133, // FailedToSatisfyReadPreference
  189, // PrimarySteppedDown
  262, // ExceededTimeLimit
  9001, // SocketException
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11602, // InterruptedDueToReplStateChange
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
  14031, // OutOfDiskSpace
]);

/** Whether the server answered and said no, or the call itself was wrong: not a store that is out of reach. */
export function isMongoRefusal(error: unknown): boolean {
  if (error instanceof MongoServerError) return !unavailableCodes.has(error.code);
  if (error instanceof MongoAPIError) return !isClosed(error);
  // What the driver has no class for is a mistake in code, save what the system says of a host name (mongodb+srv).
  return !(error instanceof MongoError || (error instanceof Error && 'syscall' in error));
}

function isClosed(error: MongoAPIError): boolean {
  return [MongoNotConnectedError, MongoTopologyClosedError, MongoClientClosedError, MongoServerClosedError].some(
    (closed) => error instanceof closed,
  );
}
