/**
 * BAErrorCode with Apple's names and raw values (header of the 26 SDK; 113 is newer than the others).
 * `meaning` is ours. `trigger` says whether Apple documents what leads to it: a code without a known trigger is
 * never produced by the simulator on its own.
 */
export const baErrorCodes = {
  downloadInvalid: { code: 0, meaning: "The download is not valid.", trigger: "not documented" },
  callFromExtensionNotAllowed: { code: 50, meaning: "The extension may not call this method.", trigger: "known" },
  callFromInactiveProcessNotAllowed: {
    code: 51,
    meaning: "An app that is not active may not call this method.",
    trigger: "known",
  },
  callerConnectionNotAccepted: {
    code: 55,
    meaning: "The service does not accept this app or extension.",
    trigger: "not documented",
  },
  callerConnectionInvalid: {
    code: 56,
    meaning: "The connection to the Background Assets service is invalid.",
    trigger: "not documented",
  },
  downloadAlreadyScheduled: {
    code: 100,
    meaning: "A download with this identifier is already scheduled.",
    trigger: "known",
  },
  downloadNotScheduled: { code: 101, meaning: "The download is not scheduled.", trigger: "known" },
  downloadFailedToStart: { code: 102, meaning: "The download could not be started.", trigger: "not documented" },
  downloadAlreadyFailed: { code: 103, meaning: "The download has already failed.", trigger: "not documented" },
  downloadEssentialDownloadNotPermitted: {
    code: 109,
    meaning: "Essential downloads are not permitted here: only install and update requests may return them.",
    trigger: "known",
  },
  downloadBackgroundActivityProhibited: {
    code: 111,
    meaning: "Background activity is prohibited: Low Power Mode is on or Background App Refresh is off.",
    trigger: "known",
  },
  downloadWouldExceedAllowance: { code: 112, meaning: "The download would exceed the allowance.", trigger: "known" },
  downloadDoesNotExist: { code: 113, meaning: "The download does not exist.", trigger: "known" },
  sessionDownloadDisallowedByDomain: {
    code: 202,
    meaning: "The host is not in BADownloadDomainAllowList, which holds until the app has been launched.",
    trigger: "known",
  },
  sessionDownloadDisallowedByAllowance: {
    code: 203,
    meaning: "There is no download allowance left.",
    trigger: "known",
  },
  sessionDownloadAllowanceExceeded: {
    code: 204,
    meaning: "The bytes received exceeded the allowance.",
    trigger: "known",
  },
  sessionDownloadNotPermittedBeforeAppLaunch: {
    code: 206,
    meaning: "Downloads are not permitted before the app has been launched.",
    trigger: "known",
  },
} as const;

export type BAErrorCodeName = keyof typeof baErrorCodes;

/** NSURLErrorDomain codes that stand for a failure of the network (assumption `transport-error-mapping`). */
export const urlErrorCodes = {
  NSURLErrorCancelled: -999,
  NSURLErrorTimedOut: -1001,
  NSURLErrorCannotFindHost: -1003,
  NSURLErrorCannotConnectToHost: -1004,
  NSURLErrorNetworkConnectionLost: -1005,
  NSURLErrorHTTPTooManyRedirects: -1007,
  NSURLErrorNotConnectedToInternet: -1009,
  NSURLErrorBadServerResponse: -1011,
  NSURLErrorAppTransportSecurityRequiresSecureConnection: -1022,
  NSURLErrorSecureConnectionFailed: -1200,
  NSURLErrorServerCertificateHasBadDate: -1201,
  NSURLErrorServerCertificateUntrusted: -1202,
} as const;

export type UrlErrorName = keyof typeof urlErrorCodes;

/** BAManagedErrorDomain with the raw values of the 27 SDK (`BAManagedErrorCode`; in Swift `ManagedBackgroundAssetsError`). */
export const managedErrorCodes = {
  assetPackNotFound: 0,
  fileNotFound: 1,
  localAvailabilityFailure: 2,
} as const;

export type ManagedErrorName = keyof typeof managedErrorCodes;

/** What Apple publishes no code for. The names and numbers are ours and stay as they are. */
export const simulatorErrorCodes = {
  fileSizeMismatch: 1,
  contentNotUsable: 2,
  invalidDownload: 3,
  privateAddressNotPermitted: 4,
  fileSizeUnknown: 5,
  byteLimitReached: 6,
  unsupportedProject: 7,
  extensionFailed: 8,
  appIsTrapped: 9,
  hostNotConfirmed: 10,
  extensionRanTooLong: 11,
  extensionResultNotUsable: 12,
  extensionOutOfMemory: 13,
} as const;

export type SimulatorErrorName = keyof typeof simulatorErrorCodes;

/** An error as a device reports it: `domain`, `code` and `name` are Apple's, `message` says what happened here. */
export type DeviceError =
  | {
      readonly domain: "BAErrorDomain";
      readonly code: number;
      readonly name: BAErrorCodeName;
      readonly message: string;
    }
  | {
      readonly domain: "NSURLErrorDomain";
      readonly code: number;
      readonly name: UrlErrorName;
      readonly message: string;
    }
  | { readonly domain: "NSPOSIXErrorDomain"; readonly code: 28; readonly name: "ENOSPC"; readonly message: string }
  | {
      readonly domain: "BAManagedErrorDomain";
      readonly code: number;
      readonly name: ManagedErrorName;
      readonly message: string;
    }
  | {
      readonly domain: "SimulatorErrorDomain";
      readonly code: number;
      readonly name: SimulatorErrorName;
      readonly message: string;
    };

export function baError(name: BAErrorCodeName, message: string): DeviceError {
  return { domain: "BAErrorDomain", code: baErrorCodes[name].code, name, message };
}

export function managedError(name: ManagedErrorName, message: string): DeviceError {
  return { domain: "BAManagedErrorDomain", code: managedErrorCodes[name], name, message };
}

export function urlError(name: UrlErrorName, message: string): DeviceError {
  return { domain: "NSURLErrorDomain", code: urlErrorCodes[name], name, message };
}

export function diskFullError(message: string): DeviceError {
  return { domain: "NSPOSIXErrorDomain", code: 28, name: "ENOSPC", message };
}

export function simulatorError(name: SimulatorErrorName, message: string): DeviceError {
  return { domain: "SimulatorErrorDomain", code: simulatorErrorCodes[name], name, message };
}
