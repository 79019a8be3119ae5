import type { Node } from "jsonc-parser";
import { schemaProblems } from "../../model/json/schema-problems";
import { schemaValidator } from "../../model/json/schema-validator";
import { items, member, property, rangeOfNode, stringValue, toValue } from "../../model/json/tree";
import type { JsonProblem } from "../../model/project/snapshot";
import type { AVAssetDownloadPlan, MediaPlan, MediaPlanReading } from "./media-plan";
import { mediaPlanShape } from "./media-plan-shape.generated";
import { PlanValues } from "./plan-values";
import { readContentConfiguration, readLegacyOptions } from "./read-content-configuration";
import { readDTGItem } from "./read-dtg-item";
import { readSimulation } from "./read-simulation";
import { unavailableMember } from "./read-variant-qualifier";

const readings = new WeakMap<object, MediaPlanReading>();
const validateMediaPlan = schemaValidator(mediaPlanShape);

/**
 * Reads a media plan. What has the right shape counts even where something else has not; without a known `kind` or a URL
 * there is no plan. Read once for each parsed file. Problems of the JSON itself are the file's.
 */
export function readMediaPlan(file: { readonly path: string; readonly root: Node | undefined }): MediaPlanReading {
  const { root } = file;
  if (root === undefined) return { plan: undefined, problems: [] };
  let reading = readings.get(root);
  if (reading === undefined) {
    reading = { plan: readPlan(file.path, root), problems: planProblems(root) };
    readings.set(root, reading);
  }
  return reading;
}

/** Members of which one replaces the other, by the kind of plan. */
const alternatives: Readonly<Record<string, readonly (readonly [string, string, string])[]>> = {
  AVAssetDownloadConfiguration: [
    [
      "options",
      "primaryContentConfiguration",
      "An AVAssetDownloadURLSession takes either an options dictionary or a configuration",
    ],
  ],
  DTGItem: [
    ["preferredVideoBitrate", "options", "loadItemMetadata takes either preferredVideoBitrate or options"],
    ["url", "sources", "With sources, PlayKit takes the URL of one of them"],
  ],
};

function planProblems(root: Node): readonly JsonProblem[] {
  const problems = schemaProblems(validateMediaPlan, root).filter(
    // These have a finding of their own, which says why.
    ({ range }) => unavailableMember(textAt(root, range.start)) === undefined,
  );
  const kind = stringValue(member(root, "kind")) ?? "";
  const more: JsonProblem[] = [];
  for (const [first, second, why] of alternatives[kind] ?? []) {
    const key = property(root, second)?.children?.[0];
    if (key === undefined || property(root, first) === undefined) continue;
    more.push({ range: rangeOfNode(key), message: `${why}: "${first}" is there as well. Remove one of the two.` });
  }
  if (kind === "DTGItem" && member(root, "url") === undefined && member(root, "sources") === undefined) {
    const range = { start: root.offset, end: root.offset + 1 };
    more.push({
      range,
      message: 'Neither "url" nor "sources" is there: nothing can be downloaded. Write one of the two.',
    });
  }
  return more.length === 0 ? problems : [...problems, ...more].sort((a, b) => a.range.start - b.range.start);
}

/** The name of the member that begins at an offset. */
function textAt(root: Node, offset: number): string {
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (offset < node.offset || offset >= node.offset + node.length) continue;
    if (node.type === "string" && node.offset === offset) return String(node.value);
    pending.push(...(node.children ?? []));
  }
  return "";
}

function readPlan(path: string, root: Node): MediaPlan | undefined {
  const values = new PlanValues(toValue(root));
  const base = { path, root, simulation: readSimulation(values.object("simulation")) };
  switch (values.text("kind")) {
    case "AVAssetDownloadConfiguration":
      return readConfiguration(base, values);
    case "DTGItem":
      return readDTGItem(base, values);
    default:
      return undefined;
  }
}

type PlanBase = Pick<MediaPlan, "path" | "root" | "simulation">;

function readConfiguration(base: PlanBase, values: PlanValues): AVAssetDownloadPlan | undefined {
  const asset = values.object("asset");
  const url = asset.text("url");
  if (url === undefined) return undefined;
  const policy = values.object("storageManagementPolicy");
  const auxiliary = items(member(base.root, "auxiliaryContentConfigurations"));
  const hasAuxiliary = member(base.root, "auxiliaryContentConfigurations")?.type === "array";
  const hasLegacyOptions = member(base.root, "options")?.type === "object";
  return {
    ...base,
    kind: "AVAssetDownloadConfiguration",
    asset: { url, isFairPlay: asset.boolean("isFairPlay") ?? false },
    title: values.text("title") ?? "",
    artworkData: values.text("artworkData"),
    primaryContentConfiguration: readContentConfiguration(values.object("primaryContentConfiguration")),
    auxiliaryContentConfigurations: hasAuxiliary
      ? auxiliary.map((node) => readContentConfiguration(new PlanValues(toValue(node))))
      : undefined,
    optimizesAuxiliaryContentConfigurations: values.boolean("optimizesAuxiliaryContentConfigurations") ?? true,
    downloadsInterstitialAssets: values.boolean("downloadsInterstitialAssets") ?? false,
    interstitialMediaSelectionCriteria: values.objects("interstitialMediaSelectionCriteria").flatMap((one) => {
      const mediaCharacteristic = one.oneOf("mediaCharacteristic", ["audible", "legible", "visual"]);
      if (mediaCharacteristic === undefined) return [];
      const criteria = one.objects("criteria").map((criterion) => ({
        principalMediaCharacteristics: criterion.texts("principalMediaCharacteristics"),
        preferredLanguages: criterion.texts("preferredLanguages"),
        preferredMediaCharacteristics: criterion.texts("preferredMediaCharacteristics"),
      }));
      return [{ mediaCharacteristic, criteria }];
    }),
    storageManagementPolicy:
      member(base.root, "storageManagementPolicy") === undefined
        ? undefined
        : {
            priority: policy.oneOf("priority", ["default", "important"]) ?? "default",
            expirationDate: policy.text("expirationDate"),
          },
    legacyOptions: hasLegacyOptions ? readLegacyOptions(values.object("options")) : undefined,
  };
}
