import type { FuzzTarget } from "./fuzz-target";
import { contentNames, journals, sidecars, zipArchives } from "./targets/files";
import { httpAnswers } from "./targets/http";
import { jsonTexts } from "./targets/json";
import { manifests, manifestWriters, patterns } from "./targets/manifests";
import { mediaJournals, messagesFromPanel, scenarioTexts, scriptReplies, urlPatterns } from "./targets/messages";
import { mediaPlans, playlists, predicates } from "./targets/playlists";
import { plistEdits } from "./targets/plist-edits";
import { binaryPlists, openStepAgreement, plistAgreement, plistBytes, plistTexts } from "./targets/property-lists";
import { workspaces } from "./targets/workspace";
import { expoConfigs, pbxprojects, swiftSources, tuistProjects, xcconfigs, xcodeGenSpecs } from "./targets/xcode";

export const allTargets: readonly FuzzTarget[] = [
  plistTexts,
  plistAgreement,
  openStepAgreement,
  binaryPlists,
  plistBytes,
  plistEdits,
  jsonTexts,
  manifests,
  manifestWriters,
  patterns,
  pbxprojects,
  tuistProjects,
  xcodeGenSpecs,
  xcconfigs,
  expoConfigs,
  swiftSources,
  playlists,
  mediaPlans,
  predicates,
  scenarioTexts,
  messagesFromPanel,
  scriptReplies,
  urlPatterns,
  mediaJournals,
  workspaces,
  zipArchives,
  journals,
  sidecars,
  contentNames,
  httpAnswers,
];
