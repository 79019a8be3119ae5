import { unreadableFile } from "./ba001-unreadable-file";
import { plistSyntax } from "./ba002-plist-syntax";
import { jsonSyntax } from "./ba003-json-syntax";
import { projectFileShape } from "./ba004-project-file-shape";
import { unknownName } from "./ba005-unknown-name";
import { emptyKey } from "./ba006-empty-key";
import { scenarioCannotBeRun } from "./ba007-scenario-cannot-be-run";
import { downloaderScript } from "./ba008-downloader-script";
import { essentialAllowanceMissing } from "./ba101-essential-allowance-missing";
import { restrictionsMissing } from "./ba102-restrictions-missing";
import { allowanceNotANumber } from "./ba103-allowance-not-a-number";
import { appGroupIdMissing } from "./ba104-app-group-id-missing";
import { keysInExtension } from "./ba105-keys-in-extension";
import { managedKeyMissing } from "./ba106-managed-key-missing";
import { hostingNotSaid } from "./ba107-hosting-not-said";
import { selfHostingKeysWithAppleHosting } from "./ba108-self-hosting-keys-with-apple-hosting";
import { manifestUrl } from "./ba110-manifest-url";
import { emptyAllowList } from "./ba111-empty-allow-list";
import { manifestHostNotListed } from "./ba112-manifest-host-not-listed";
import { assetHostNotListed } from "./ba113-asset-host-not-listed";
import { allowListForm } from "./ba115-allow-list-form";
import { sumOfBothLanes } from "./ba116-sum-of-both-lanes";
import { installSizeBelowAllowance } from "./ba117-install-size-below-allowance";
import { allowanceTooSmall } from "./ba118-allowance-too-small";
import { allowanceFarTooLarge } from "./ba119-allowance-far-too-large";
import { sizeOutOfRange } from "./ba120-size-out-of-range";
import { unknownKey } from "./ba121-unknown-key";
import { availability } from "./ba122-availability";
import { noKeysBesideExtension } from "./ba123-no-keys-beside-extension";
import { wrongType } from "./ba124-wrong-type";
import { manifestUrlMissing } from "./ba125-manifest-url-missing";
import { allowListMissing } from "./ba126-allow-list-missing";
import { installSizeMissing } from "./ba127-install-size-missing";
import { keyInWrongPlace } from "./ba128-key-in-wrong-place";
import { needlessBackgroundModes } from "./ba129-needless-background-modes";
import { plistKeyAsBuildSetting } from "./ba130-plist-key-as-build-setting";
import { noEmbeddedExtension } from "./ba201-no-embedded-extension";
import { notInExtensionsFolder } from "./ba202-not-in-extensions-folder";
import { nsExtension } from "./ba203-ns-extension";
import { wrongExtensionPoint } from "./ba204-wrong-extension-point";
import { displayNameMissing } from "./ba205-display-name-missing";
import { bundleIdentifierMissing } from "./ba206-bundle-identifier-missing";
import { extensionBundleId } from "./ba207-extension-bundle-id";
import { versionsDiffer } from "./ba208-versions-differ";
import { xcodeGenCopyDestination } from "./ba209-xcodegen-copy-destination";
import { embedPhaseTooLate } from "./ba210-embed-phase-too-late";
import { signingOff } from "./ba211-signing-off";
import { applicationIdentifier } from "./ba212-application-identifier";
import { teamIdentifier } from "./ba213-team-identifier";
import { appGroupNotShared } from "./ba214-app-group-not-shared";
import { macGroupsAndSandbox } from "./ba215-mac-groups-and-sandbox";
import { inventedEntitlement } from "./ba216-invented-entitlement";
import { protocolAndMode } from "./ba217-protocol-and-mode";
import { deploymentTargetTooLow } from "./ba218-deployment-target-too-low";
import { provisioningProfile } from "./ba219-provisioning-profile";
import { principalClassWithSwift } from "./ba220-principal-class-with-swift";
import { requirementOfTheSystem } from "./ba221-requirement-of-the-system";
import { packageType } from "./ba222-package-type";
import { packId } from "./ba301-pack-id";
import { underscoreInPackId } from "./ba302-underscore-in-pack-id";
import { downloadPolicy } from "./ba303-download-policy";
import { pathNotInside } from "./ba304-path-not-inside";
import { sourceRoot } from "./ba305-source-root";
import { archiveOlderThanSources } from "./ba306-archive-older-than-sources";
import { junkFiles } from "./ba307-junk-files";
import { selectorMatchesNothing } from "./ba308-selector-matches-nothing";
import { patternMissesRoot } from "./ba309-pattern-misses-root";
import { pathInTwoPacks } from "./ba310-path-in-two-packs";
import { userInfoWithAppleHosting } from "./ba311-user-info-with-apple-hosting";
import { packPlatforms } from "./ba312-platforms";
import { macExecutable } from "./ba313-mac-executable";
import { assetSizeMissing } from "./ba314-asset-size-missing";
import { packIdInCode } from "./ba315-pack-id-in-code";
import { adapterName } from "./ba316-adapter-name";
import { duplicateIdentifier } from "./ba317-duplicate-identifier";
import { selectorShape } from "./ba318-selector-shape";
import { wrongKindOfManifest } from "./ba319-wrong-kind-of-manifest";
import { assetUrlNotHttps } from "./ba320-asset-url-not-https";
import { commentsInPackagingManifest } from "./ba321-comments-in-packaging-manifest";
import { manifestUnusable } from "./ba322-manifest-unusable";
import { downloadManifestNotStrict } from "./ba323-download-manifest-not-strict";
import { downloadManifestEntry } from "./ba324-download-manifest-entry";
import { urlWithoutId } from "./ba325-url-without-id";
import { packLanguage } from "./ba326-language";
import { packagingManifestMember } from "./ba327-packaging-manifest-member";
import { packIdTwice } from "./ba328-pack-id-twice";
import { pathInNoPack } from "./ba329-path-in-no-pack";
import { updateBreaksInstalledApps } from "./ba330-update-breaks-installed-apps";
import { manifestName } from "./ba331-manifest-name";
import { tooManyPacks } from "./ba332-too-many-packs";
import { manifestTooLarge } from "./ba333-manifest-too-large";
import { loopbackHost } from "./ba401-loopback-host";
import { localNetworkHost } from "./ba402-local-network-host";
import { mediaRules } from "./media-rules";
import type { Rule } from "./rule";

/** Every rule, in the order of its code. */
export const catalogue: readonly Rule[] = [
  unreadableFile,
  plistSyntax,
  jsonSyntax,
  projectFileShape,
  unknownName,
  emptyKey,
  scenarioCannotBeRun,
  downloaderScript,
  essentialAllowanceMissing,
  restrictionsMissing,
  allowanceNotANumber,
  appGroupIdMissing,
  keysInExtension,
  managedKeyMissing,
  hostingNotSaid,
  selfHostingKeysWithAppleHosting,
  manifestUrl,
  emptyAllowList,
  manifestHostNotListed,
  assetHostNotListed,
  allowListForm,
  sumOfBothLanes,
  installSizeBelowAllowance,
  allowanceTooSmall,
  allowanceFarTooLarge,
  sizeOutOfRange,
  unknownKey,
  availability,
  noKeysBesideExtension,
  wrongType,
  manifestUrlMissing,
  allowListMissing,
  installSizeMissing,
  keyInWrongPlace,
  needlessBackgroundModes,
  plistKeyAsBuildSetting,
  noEmbeddedExtension,
  notInExtensionsFolder,
  nsExtension,
  wrongExtensionPoint,
  displayNameMissing,
  bundleIdentifierMissing,
  extensionBundleId,
  versionsDiffer,
  xcodeGenCopyDestination,
  embedPhaseTooLate,
  signingOff,
  applicationIdentifier,
  teamIdentifier,
  appGroupNotShared,
  macGroupsAndSandbox,
  inventedEntitlement,
  protocolAndMode,
  deploymentTargetTooLow,
  provisioningProfile,
  principalClassWithSwift,
  requirementOfTheSystem,
  packageType,
  packId,
  underscoreInPackId,
  downloadPolicy,
  pathNotInside,
  sourceRoot,
  archiveOlderThanSources,
  junkFiles,
  selectorMatchesNothing,
  patternMissesRoot,
  pathInTwoPacks,
  userInfoWithAppleHosting,
  packPlatforms,
  macExecutable,
  assetSizeMissing,
  packIdInCode,
  adapterName,
  duplicateIdentifier,
  selectorShape,
  wrongKindOfManifest,
  assetUrlNotHttps,
  commentsInPackagingManifest,
  manifestUnusable,
  downloadManifestNotStrict,
  downloadManifestEntry,
  urlWithoutId,
  packLanguage,
  packagingManifestMember,
  packIdTwice,
  pathInNoPack,
  updateBreaksInstalledApps,
  manifestName,
  tooManyPacks,
  manifestTooLarge,
  loopbackHost,
  localNetworkHost,
  ...mediaRules,
];

/** The codes that a project may set a level for. */
export function ruleCodes(): readonly string[] {
  return catalogue.map((rule) => rule.code);
}
